package dev.caravan.resolve;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The tool of a dialect that gives paths and needs none: it answers nothing. Stateless; any thread. */
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
