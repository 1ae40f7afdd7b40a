package dev.caravan.parse;

import java.util.Locale;

/** The operations in a MooseFS {@code .oplog} that change an entry, or go before a change. */
enum MoosefsOperation {
    /** (parent,name). */
    LOOKUP(0),
    /** (parent,name,flags,mode). */
    CREATE(2),
    /** (parent,name,mode). */
    MKDIR(1),
    /** (parent,name,mode,device). */
    MKNOD(2),
    /** (parent,name). */
    UNLINK(0),
    /** (parent,name). */
    RMDIR(0),
    /** (text,parent,name). */
    SYMLINK(0),
    /** (inode,parent,name). */
    LINK(0),
    /** (parent,name,parent,name,flags). */
    RENAME(1),
    /** (inode,flags); an open that truncates is not followed by a setattr. */
    OPEN(0),
    /** (inode,mask,changes). */
    SETATTR(0),
    /** (inode,size,offset); the thread id is 0 where the kernel writes mapped pages back. */
    WRITE(0),
    /** (inode,size). */
    TRUNCATE(0),
    /** (inode,attribute,size,flags); access control lists too. */
    SETXATTR(0),
    /** (inode,attribute). */
    REMOVEXATTR(0);

    private static final MoosefsOperation[] ALL = values();

    private final String word = name().toLowerCase(Locale.ROOT);
    private final int argumentsAfterName;

    MoosefsOperation(int argumentsAfterName) {
        this.argumentsAfterName = argumentsAfterName;
    }

    /** The operation of this word; null for any other. */
    static MoosefsOperation of(byte[] bytes, int start, int end) {
        for (MoosefsOperation operation : ALL) {
            if (Bytes.are(bytes, start, end, operation.word)) {
                return operation;
            }
        }
        return null;
    }

    /** How many arguments follow the last name; none of them holds a comma. */
    int argumentsAfterName() {
        return argumentsAfterName;
    }
}
