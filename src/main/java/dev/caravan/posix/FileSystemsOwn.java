package dev.caravan.posix;

import java.util.List;

/**
 * The extended attributes that belong to the file system and not to the file: it keeps internal data in them, or shows
 * values that it computed. They are never listed, so that nobody compares, sets or removes them. Stateless; any thread.
 *
 * <p>Attributes that a person or a program gave a file are not among them, whatever their names: POSIX ACLs ({@code
 * system.posix_acl_*}), capabilities, {@code security.NTACL}, in which Samba keeps a file's only ACL, and {@code
 * system.nfs4_acl} and {@code system.richacl}, which are the only ACL on an NFSv4 mount. If a target refuses one of
 * these, that is reported as a limit of the target.
 */
final class FileSystemsOwn {
    /** Each attribute with its owner and purpose; a name that ends in a dot or an underscore is a prefix. */
    private static final List<Own> ALL = List.of(
            new Own("trusted.SGI_ACL_FILE", "XFS: where it keeps the ACL that it lists as system.posix_acl_access too"),
            new Own("trusted.SGI_ACL_DEFAULT", "XFS: the same of system.posix_acl_default"),
            new Own("trusted.SGI_DMI_", "XFS: what an HSM noted of its blocks"),
            new Own("system.advise", "F2FS: advice for its own garbage collection"),
            new Own("btrfs.", "btrfs: compression and other properties of its own blocks"),
            new Own("system.nfs4_dacl", "NFSv4.1: a part of system.nfs4_acl under another name"),
            new Own("system.nfs4_sacl", "NFSv4.1: audit entries, which only the server's own administrator may set"),
            new Own("system.cifs_acl", "SMB client: the server's descriptor, with identities of its domain"),
            new Own("system.cifs_ntsd", "SMB client: the same, and who owns the file"),
            new Own("system.cifs_ntsd_full", "SMB client: the same, with audit entries"),
            new Own("system.smb3_", "SMB client: the same under newer names"),
            new Own("user.cifs.", "SMB client: the server's file attributes and creation time"),
            new Own("user.smb3.", "SMB client: the same under newer names"),
            new Own("ceph.", "CephFS: layouts, quotas, recursive statistics, computed at each look"),
            new Own("trusted.gfid", "Gluster: the inode number of its own"),
            new Own("trusted.glusterfs.", "Gluster: layouts, quotas, change times"),
            new Own("glusterfs.", "Gluster: computed at each look"),
            new Own("trusted.afr.", "Gluster: which replica is behind"),
            new Own("trusted.ec.", "Gluster: erasure codes"),
            new Own("trusted.bit-rot.", "Gluster: checksums of its bricks"),
            new Own("trusted.pgfid.", "Gluster: its own numbers of the directories above"),
            new Own("trusted.gfid2path.", "Gluster: its own way back to the name"),
            new Own("trusted.tier.", "Gluster: where it put the file"),
            new Own("trusted.io-stats-dump", "Gluster: a switch, no attribute"),
            new Own("trusted.lov", "Lustre: on which of its servers the data is"),
            new Own("trusted.lma", "Lustre: its own number of the file"),
            new Own("trusted.lmv", "Lustre: on which of its servers a directory is"),
            new Own("trusted.dmv", "Lustre: the same for new directories"),
            new Own("trusted.link", "Lustre: its own way back to the names"),
            new Own("trusted.fid", "Lustre: its own number of the file"),
            new Own("trusted.som", "Lustre: what it remembers of the size"),
            new Own("trusted.hsm", "Lustre: what its HSM noted"),
            new Own("trusted.version", "Lustre: a count of its own"),
            new Own("lustre.", "Lustre: the same as trusted., shown to everybody"),
            new Own("mfs.", "MooseFS: goals, storage classes, its own settings"),
            new Own("moosefs.", "MooseFS: the same"),
            new Own("trusted.overlay.", "overlayfs: what it hides and redirects"),
            new Own("user.overlay.", "overlayfs: the same where an ordinary user mounted it"),
            new Own("user.fuseoverlayfs.", "fuse-overlayfs: what it hides and redirects"),
            new Own("system.ntfs_", "NTFS: the volume's own descriptors and flags"));

    private FileSystemsOwn() {}

    private record Own(String name, String reason) {
        boolean is(String attribute) {
            boolean isPrefix = name.endsWith(".") || name.endsWith("_");
            return isPrefix ? attribute.startsWith(name) : attribute.equals(name);
        }
    }

    /** True where the attribute belongs to the file system. */
    static boolean is(String attribute) {
        // A shortcut: most attributes are ACLs.
        if (attribute.startsWith("system.posix_acl_")) {
            return false;
        }
        for (Own own : ALL) {
            if (own.is(attribute)) {
                return true;
            }
        }
        return false;
    }

    /** The owner and purpose of the attribute, for a person; empty where it belongs to the file. */
    static String reason(String attribute) {
        return ALL.stream()
                .filter(own -> own.is(attribute))
                .map(Own::reason)
                .findFirst()
                .orElse("");
    }
}
