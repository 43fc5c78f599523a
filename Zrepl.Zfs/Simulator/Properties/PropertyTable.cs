using static Zrepl.Zfs.Simulator.Model.EntityTypes;
using static Zrepl.Zfs.Simulator.Properties.PropertyAttribute;
using static Zrepl.Zfs.Simulator.Properties.PropertyValueType;

namespace Zrepl.Zfs.Simulator.Properties;

/// <summary>Every native property, in the order in which <c>zfs get all</c> prints them. Source: OpenZFS <c>module/zcommon/zfs_prop.c</c>.</summary>
internal static class PropertyTable
{
    /// <summary>The value of a limit that nobody set; printed as <c>none</c>.</summary>
    public const string NoLimit = "18446744073709551615";

    private static readonly PropertyDefinition[] Rows =
    [
        new("type", "TYPE", ReadOnly, FreeText, Everything, null, "filesystem | volume | snapshot | bookmark"),
        new("creation", "CREATION", ReadOnly, Number, Everything, null, "<date>"),
        new("used", "USED", ReadOnly, Number, DatasetKinds, null, "<size>"),
        new("available", "AVAIL", ReadOnly, Number, Heads, null, "<size>"),
        new("referenced", "REFER", ReadOnly, Number, Everything, null, "<size>"),
        new("compressratio", "RATIO", ReadOnly, Number, Everything, null, "<1.00x or higher if compressed>"),
        new("mounted", "MOUNTED", ReadOnly, Choice, Filesystem, null, "yes | no"),
        new("origin", "ORIGIN", ReadOnly, FreeText, Heads, null, "<snapshot>"),
        new("quota", "QUOTA", Default, Number, Filesystem, "0", "<size> | none"),
        new("reservation", "RESERV", Default, Number, Heads, "0", "<size> | none"),
        new("volsize", "VOLSIZE", Default, Number, Volume | Snapshot, "0", "<size>"),
        new("volblocksize", "VOLBLOCK", OneTime, Number, Volume, "16384", "512 to 16M, power of 2"),
        new("recordsize", "RECSIZE", Inherit, Number, Filesystem, "131072", "512 to 16M, power of 2"),
        new("mountpoint", "MOUNTPOINT", Inherit, FreeText, Filesystem, "/", "<path> | legacy | none"),
        new("sharenfs", "SHARENFS", Inherit, FreeText, Filesystem, "off", "on | off | NFS share options"),
        new("checksum", "CHECKSUM", Inherit, Choice, Heads, "on",
            "on | off | fletcher2 | fletcher4 | sha256 | sha512 | skein | edonr | blake3"),
        new("compression", "COMPRESS", Inherit, Choice, Heads, "on",
            "on | off | lzjb | gzip | gzip-[1-9] | zle | lz4 | zstd | zstd-[1-19] | zstd-fast | "
            + "zstd-fast-[1-10,20,30,40,50,60,70,80,90,100,500,1000]"),
        new("atime", "ATIME", Inherit, Choice, Filesystem, "on", "on | off"),
        new("devices", "DEVICES", Inherit, Choice, Filesystem | Snapshot, "on", "on | off"),
        new("exec", "EXEC", Inherit, Choice, Filesystem | Snapshot, "on", "on | off"),
        new("setuid", "SETUID", Inherit, Choice, Filesystem | Snapshot, "on", "on | off"),
        new("readonly", "RDONLY", Inherit, Choice, Heads, "off", "on | off"),
        new("zoned", "ZONED", Inherit, Choice, Filesystem, "off", "on | off"),
        new("snapdir", "SNAPDIR", Inherit, Choice, Filesystem, "hidden", "disabled | hidden | visible"),
        new("aclmode", "ACLMODE", Inherit, Choice, Filesystem, "discard", "discard | groupmask | passthrough | restricted", Since: 200),
        new("aclinherit", "ACLINHERIT", Inherit, Choice, Filesystem, "restricted",
            "discard | noallow | restricted | passthrough | passthrough-x"),
        new("createtxg", "CREATETXG", ReadOnly, Number, Everything, null, "<uint64>"),
        new("name", "NAME", ReadOnly, FreeText, Everything, null, null),
        new("canmount", "CANMOUNT", Default, Choice, Filesystem, "on", "on | off | noauto"),
        new("iscsioptions", "ISCSIOPTIONS", Inherit, FreeText, Volume, null, null),
        new("xattr", "XATTR", Inherit, Choice, Filesystem | Snapshot, "on", "on | off | dir | sa"),
        new("numclones", "NUMCLONES", ReadOnly, Number, Snapshot, null, null),
        new("copies", "COPIES", Inherit, Choice, Heads, "1", "1 | 2 | 3"),
        new("version", "VERSION", Default, Choice, Filesystem | Snapshot, "5", "1 | 2 | 3 | 4 | 5 | current"),
        new("utf8only", "UTF8ONLY", OneTime, Choice, Filesystem | Snapshot, "off", "on | off"),
        new("normalization", "NORMALIZATION", OneTime, Choice, Filesystem | Snapshot, "none", "none | formC | formD | formKC | formKD"),
        new("casesensitivity", "CASE", OneTime, Choice, Filesystem | Snapshot, "sensitive", "sensitive | insensitive | mixed"),
        new("vscan", "VSCAN", Inherit, Choice, Filesystem, "off", "on | off"),
        new("nbmand", "NBMAND", Inherit, Choice, Filesystem | Snapshot, "off", "on | off"),
        new("sharesmb", "SHARESMB", Inherit, FreeText, Filesystem, "off", "on | off | SMB share options"),
        new("refquota", "REFQUOTA", Default, Number, Filesystem, "0", "<size> | none"),
        new("refreservation", "REFRESERV", Default, Number, Heads, "0", "<size> | none"),
        new("guid", "GUID", ReadOnly, Number, Everything, null, "<uint64>"),
        new("primarycache", "PRIMARYCACHE", Inherit, Choice, DatasetKinds, "all", "all | none | metadata"),
        new("secondarycache", "SECONDARYCACHE", Inherit, Choice, DatasetKinds, "all", "all | none | metadata"),
        new("usedbysnapshots", "USEDSNAP", ReadOnly, Number, Heads, null, "<size>"),
        new("usedbydataset", "USEDDS", ReadOnly, Number, Heads, null, "<size>"),
        new("usedbychildren", "USEDCHILD", ReadOnly, Number, Heads, null, "<size>"),
        new("usedbyrefreservation", "USEDREFRESERV", ReadOnly, Number, Heads, null, "<size>"),
        new("useraccounting", "USERACCOUNTING", ReadOnly, Number, DatasetKinds, null, null),
        new("stmf_sbd_lu", "STMF_SBD_LU", Inherit, FreeText, Volume, null, null),
        new("defer_destroy", "DEFER_DESTROY", ReadOnly, Choice, Snapshot, null, "yes | no"),
        new("userrefs", "USERREFS", ReadOnly, Number, Snapshot, null, "<count>"),
        new("logbias", "LOGBIAS", Inherit, Choice, Heads, "latency", "latency | throughput"),
        new("unique", "UNIQUE", ReadOnly, Number, DatasetKinds, null, null),
        new("objsetid", "OBJSETID", ReadOnly, Number, DatasetKinds, null, "<uint64>"),
        new("dedup", "DEDUP", Inherit, Choice, Heads, "off",
            "on | off | verify | sha256[,verify] | sha512[,verify] | skein[,verify] | edonr,verify | blake3[,verify]"),
        new("mlslabel", "MLSLABEL", Inherit, FreeText, DatasetKinds, "none", "<sensitivity label>"),
        new("sync", "SYNC", Inherit, Choice, Heads, "standard", "standard | always | disabled"),
        new("dnodesize", "DNSIZE", Inherit, Choice, Filesystem, "legacy", "legacy | auto | 1k | 2k | 4k | 8k | 16k"),
        new("refcompressratio", "REFRATIO", ReadOnly, Number, DatasetKinds, null, "<1.00x or higher if compressed>"),
        new("written", "WRITTEN", ReadOnly, Number, DatasetKinds, null, "<size>"),
        new("clones", "CLONES", ReadOnly, FreeText, Snapshot, null, "<dataset>[,...]"),
        new("logicalused", "LUSED", ReadOnly, Number, Heads, null, "<size>"),
        new("logicalreferenced", "LREFER", ReadOnly, Number, Everything, null, "<size>"),
        new("inconsistent", "INCONSISTENT", ReadOnly, Number, DatasetKinds, null, null),
        new("volmode", "VOLMODE", Inherit, Choice, Heads, "default", "default | full | geom | dev | none"),
        new("filesystem_limit", "FSLIMIT", Default, Number, Filesystem, NoLimit, "<count> | none"),
        new("snapshot_limit", "SSLIMIT", Default, Number, Heads, NoLimit, "<count> | none"),
        new("filesystem_count", "FSCOUNT", ReadOnly, Number, Filesystem, null, "<count>"),
        new("snapshot_count", "SSCOUNT", ReadOnly, Number, Heads, null, "<count>"),
        new("snapdev", "SNAPDEV", Inherit, Choice, Heads, "hidden", "hidden | visible"),
        new("acltype", "ACLTYPE", Inherit, Choice, Filesystem | Snapshot, "off", "off | nfsv4 | posix"),
        new("context", "CONTEXT", Default, FreeText, DatasetKinds, "none", "<selinux context>"),
        new("fscontext", "FSCONTEXT", Default, FreeText, DatasetKinds, "none", "<selinux fscontext>"),
        new("defcontext", "DEFCONTEXT", Default, FreeText, DatasetKinds, "none", "<selinux defcontext>"),
        new("rootcontext", "ROOTCONTEXT", Default, FreeText, DatasetKinds, "none", "<selinux rootcontext>"),
        new("relatime", "RELATIME", Inherit, Choice, Filesystem, "on", "on | off"),
        new("redundant_metadata", "REDUND_MD", Inherit, Choice, Heads, "all", "all | most | some | none"),
        new("overlay", "OVERLAY", Inherit, Choice, Filesystem, "on", "on | off"),
        new("prevsnap", "PREVSNAP", ReadOnly, FreeText, Heads, null, null),
        new("receive_resume_token", "RESUMETOK", ReadOnly, FreeText, Heads, null, "<string token>"),
        new("encryption", "ENCRYPTION", OneTime, Choice, DatasetKinds, "off",
            "on | off | aes-128-ccm | aes-192-ccm | aes-256-ccm | aes-128-gcm | aes-192-gcm | aes-256-gcm"),
        new("keylocation", "KEYLOCATION", Default, FreeText, Heads, "none", "prompt | <file URI> | <https URL> | <http URL>"),
        new("keyformat", "KEYFORMAT", OneTimeDefault, Choice, Heads, "none", "none | raw | hex | passphrase"),
        new("pbkdf2salt", "PBKDF2SALT", OneTimeDefault, Number, Heads, "0", null),
        new("pbkdf2iters", "PBKDF2ITERS", OneTimeDefault, Number, Heads, "0", "<iters>"),
        new("encryptionroot", "ENCROOT", ReadOnly, FreeText, DatasetKinds, null, "<filesystem | volume>"),
        new("keyguid", "KEYGUID", ReadOnly, Number, DatasetKinds, null, null),
        new("keystatus", "KEYSTATUS", ReadOnly, Choice, DatasetKinds, null, "none | unavailable | available"),
        new("remaptxg", "REMAPTXG", ReadOnly, Number, DatasetKinds, null, null),
        new("special_small_blocks", "SPECIAL_SMALL_BLOCKS", Inherit, Number, Filesystem, "0", "0 to 16M"),
        new("ivsetguid", "IVSETGUID", ReadOnly, Number, Everything, null, null),
        new("redacted", "REDACTED", ReadOnly, Number, DatasetKinds, null, null, Since: 200),
        new("redact_snaps", "RSNAPS", ReadOnly, FreeText, Everything, null, "<snapshot>[,...]", Since: 200),
        new("snapshots_changed", "SNAPSHOTS_CHANGED", ReadOnly, Number, Heads, null, "<date>", Since: 202),
        new("prefetch", "PREFETCH", Inherit, Choice, DatasetKinds, "all", "none | metadata | all", Since: 202),
        new("volthreading", "zvol threading", Default, Choice, Volume, "on", "on | off", Since: 203),
        new("direct", "DIRECT", Inherit, Choice, Filesystem, "standard", "disabled | standard | always", Since: 203),
        new("longname", "LONGNAME", Inherit, Choice, Filesystem, "off", "on | off", Since: 203),
        new("defaultuserquota", "DEFAULTUSERQUOTA", Default, Number, Filesystem | Snapshot, "0", "<size> | none", Since: 204),
        new("defaultgroupquota", "DEFAULTGROUPQUOTA", Default, Number, Filesystem | Snapshot, "0", "<size> | none", Since: 204),
        new("defaultprojectquota", "DEFAULTPROJECTQUOTA", Default, Number, Filesystem | Snapshot, "0", "<size> | none", Since: 204),
        new("defaultuserobjquota", "DEFAULTUSEROBJQUOTA", Default, Number, Filesystem | Snapshot, "0", "<size> | none", Since: 204),
        new("defaultgroupobjquota", "DEFAULTGROUPOBJQUOTA", Default, Number, Filesystem | Snapshot, "0", "<size> | none", Since: 204),
        new("defaultprojectobjquota", "DEFAULTPROJECTOBJQUOTA", Default, Number, Filesystem | Snapshot, "0", "<size> | none", Since: 204),
    ];

    /// <summary>All properties in print order.</summary>
    public static IReadOnlyList<PropertyDefinition> All { get; } =
        [.. Rows.Select(row => row.ValueType == Choice ? row with { Choices = PropertyChoices.Of(row.Name) } : row)];

    private static readonly Dictionary<string, PropertyDefinition> ByName = IndexByName();

    /// <summary>A property by its name or the head of its column, in any case (<c>avail</c>, <c>REFER</c>), or null.</summary>
    public static PropertyDefinition? Find(string name, OpenZfsVersion version) =>
        ByName.TryGetValue(name, out var property) && property.Exists(version) ? property : null;

    private static Dictionary<string, PropertyDefinition> IndexByName()
    {
        var index = new Dictionary<string, PropertyDefinition>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in All) index[property.Name] = property;
        foreach (var property in All) index.TryAdd(property.Column, property);
        return index;
    }
}
