package dev.caravan.moosefs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookupLogTest {
    private static final String BEFORE = "11.22 15:49:25.457320: uid:0 gid:0 pid:4773 cmd:";

    @ParameterizedTest
    @ValueSource(strings = {"x2", "a, b): OK (c)", " ", "x)", "x (using y)", "\u00ff"})
    void keepsTheNameOfALookup(String name) {
        String expected = "DEBUG: 11-22 15:49:25:  Client * 15176 [ccdb:NFSClient.cpp:625:15176]"
                + "Lookup, parentDirInode:0x1f, dentryName:" + name;

        assertThat(LookupLog.line(BEFORE + "lookup (31," + name + "): ENOENT (No such file or directory)"))
                .contains(expected);
        assertThat(LookupLog.line(
                        BEFORE + "lookup (31," + name + "): OK (0.0,2,1.0,[-rw-r--r--:0100644,1,0,0,1,2,3,1])"))
                .contains(expected);
        assertThat(LookupLog.line(BEFORE + "lookup (31," + name + ") (using open dir cache): OK (0.0,2,1.0,[])"))
                .contains(expected);
    }

    @Test
    void leavesOutWhatIsNoLookupOfTheTree() {
        assertThat(LookupLog.line("#")).isEmpty();
        assertThat(LookupLog.line(BEFORE + "unlink (3,cmd:lookup (3,x)): OK")).isEmpty();
        assertThat(LookupLog.line(BEFORE + "lookup (1,.oplog) (internal node: OPLOG): OK (0.0,1)"))
                .isEmpty();
    }
}
