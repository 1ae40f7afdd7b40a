package dev.caravan.resolve;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Stands where a dialect gives paths and no tool is needed. */
final class NoTool implements InodeTool {
    @Override
    public Map<Long, Answer> ask(Collection<Long> inodes) {
        Map<Long, Answer> answers = new HashMap<>();
        inodes.forEach(inode -> answers.put(inode, new Answer.Unclear("the dialect has no inode tool")));
        return answers;
    }

    @Override
    public void close() {}
}
