package dev.caravan.posix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileSystemsOwnTest {
    @ParameterizedTest
    @CsvSource({
        "trusted.SGI_ACL_FILE, XFS",
        "trusted.SGI_ACL_DEFAULT, XFS",
        "btrfs.compression, btrfs",
        "system.advise, F2FS",
        "system.nfs4_dacl, NFSv4.1",
        "system.nfs4_sacl, NFSv4.1",
        "system.cifs_acl, SMB client",
        "system.cifs_ntsd_full, SMB client",
        "system.smb3_ntsd, SMB client",
        "user.cifs.dosattrib, SMB client",
        "user.smb3.creationtime, SMB client",
        "ceph.dir.rctime, CephFS",
        "trusted.gfid, Gluster",
        "trusted.glusterfs.dht, Gluster",
        "trusted.afr.dirty, Gluster",
        "trusted.lov, Lustre",
        "lustre.lov, Lustre",
        "trusted.overlay.opaque, overlayfs",
        "system.ntfs_acl, NTFS",
    })
    void belongsToOneFileSystem(String attribute, String whose) {
        assertThat(FileSystemsOwn.is(attribute)).isTrue();
        assertThat(FileSystemsOwn.reason(attribute)).startsWith(whose + ":");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system.posix_acl_access",
                "system.posix_acl_default",
                "system.nfs4_acl",
                "system.richacl",
                "security.NTACL",
                "security.capability",
                "security.selinux",
                "user.DOSATTRIB",
                "user.mime_type",
                "user.cifs",
                "trusted.mine",
                "trusted.lovely",
                "trusted.gfidx",
                "user.trusted.lov",
            })
    void isTheFiles(String attribute) {
        assertThat(FileSystemsOwn.is(attribute)).isFalse();
        assertThat(FileSystemsOwn.reason(attribute)).isEmpty();
    }
}
