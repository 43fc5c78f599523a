using System.Collections.Frozen;

namespace Zrepl.Zfs.Simulator.Properties;

/// <summary>The words each choice property takes. <c>word=stored</c> is an older or longer spelling of another word.</summary>
internal static class PropertyChoices
{
    public static readonly IReadOnlyDictionary<string, string> None = FrozenDictionary<string, string>.Empty;

    private const string Switch = "off on";

    private static readonly FrozenDictionary<string, IReadOnlyDictionary<string, string>> ByProperty = new Dictionary<string, string>
    {
        ["mounted"] = "no yes",
        ["defer_destroy"] = "off on",
        ["keystatus"] = "none unavailable available",
        ["checksum"] = "on off fletcher2 fletcher4 sha256 noparity sha512 skein edonr blake3",
        ["compression"] = "on off lzjb gzip gzip-1 gzip-2 gzip-3 gzip-4 gzip-5 gzip-6=gzip gzip-7 gzip-8 gzip-9 zle lz4 zstd zstd-3=zstd "
            + "zstd-1 zstd-2 zstd-4 zstd-5 zstd-6 zstd-7 zstd-8 zstd-9 zstd-10 zstd-11 zstd-12 zstd-13 zstd-14 zstd-15 zstd-16 zstd-17 "
            + "zstd-18 zstd-19 zstd-fast zstd-fast-1=zstd-fast zstd-fast-2 zstd-fast-3 zstd-fast-4 zstd-fast-5 zstd-fast-6 zstd-fast-7 "
            + "zstd-fast-8 zstd-fast-9 zstd-fast-10 zstd-fast-20 zstd-fast-30 zstd-fast-40 zstd-fast-50 zstd-fast-60 zstd-fast-70 "
            + "zstd-fast-80 zstd-fast-90 zstd-fast-100 zstd-fast-500 zstd-fast-1000",
        ["dedup"] = "on off verify sha256 sha256,verify sha512 sha512,verify skein skein,verify edonr,verify blake3 blake3,verify",
        ["snapdir"] = "hidden visible disabled",
        ["snapdev"] = "hidden visible",
        ["aclmode"] = "discard groupmask passthrough restricted",
        ["aclinherit"] = "discard noallow restricted passthrough secure=restricted passthrough-x",
        ["acltype"] = "off posix nfsv4 disabled=off noacl=off posixacl=posix",
        ["canmount"] = "off on noauto",
        ["xattr"] = "off on sa dir",
        ["copies"] = "1 2 3",
        ["version"] = "1 2 3 4 5 current=5",
        ["normalization"] = "none formD formKC formC formKD",
        ["casesensitivity"] = "sensitive insensitive mixed",
        ["primarycache"] = "none metadata all",
        ["secondarycache"] = "none metadata all",
        ["prefetch"] = "none metadata all",
        ["logbias"] = "latency throughput",
        ["sync"] = "standard always disabled",
        ["dnodesize"] = "legacy auto 1k 2k 4k 8k 16k",
        ["volmode"] = "default full geom dev none",
        ["redundant_metadata"] = "all most some none",
        ["direct"] = "disabled standard always",
        ["encryption"] = "on off aes-128-ccm aes-192-ccm aes-256-ccm aes-128-gcm aes-192-gcm aes-256-gcm",
        ["keyformat"] = "none raw hex passphrase",
        ["atime"] = Switch,
        ["relatime"] = Switch,
        ["devices"] = Switch,
        ["exec"] = Switch,
        ["setuid"] = Switch,
        ["readonly"] = Switch,
        ["zoned"] = Switch,
        ["utf8only"] = Switch,
        ["vscan"] = Switch,
        ["nbmand"] = Switch,
        ["overlay"] = Switch,
        ["longname"] = Switch,
        ["volthreading"] = Switch,
    }.ToFrozenDictionary(entry => entry.Key, IReadOnlyDictionary<string, string> (entry) => Read(entry.Value));

    /// <summary>Accepted words of a choice property with what each is stored as.</summary>
    public static IReadOnlyDictionary<string, string> Of(string property) => ByProperty[property];

    private static FrozenDictionary<string, string> Read(string words) =>
        words.Split(' ').Select(word => word.Split('=')).ToFrozenDictionary(pair => pair[0], pair => pair[^1]);
}
