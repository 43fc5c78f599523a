namespace Zrepl.Zfs.Simulator.Properties;

/// <summary>Defaults and usage words that were different in older releases than <see cref="PropertyTable"/> says.</summary>
internal static class PropertyDifferences
{
    /// <summary>The value of a property nobody set, in one release.</summary>
    public static string? DefaultIn(this PropertyDefinition property, OpenZfsVersion version) => property.Name switch
    {
        "compression" when !version.IsAtLeast(2, 2) => "off",
        "relatime" when !version.IsAtLeast(2, 2) => "off",
        "overlay" when !version.IsAtLeast(2, 0) => "off",
        "volblocksize" when !version.IsAtLeast(2, 2) => "8192",
        _ => property.DefaultValue,
    };

    /// <summary>The words of the VALUES column in usage texts, in one release.</summary>
    public static string? ValuesHelpIn(this PropertyDefinition property, OpenZfsVersion version) => property.Name switch
    {
        "volblocksize" when !version.IsAtLeast(2, 4) => "512 to 128k, power of 2",
        "recordsize" when !version.IsAtLeast(2, 4) => "512 to 1M, power of 2",
        "special_small_blocks" when !version.IsAtLeast(2, 4) => "zero or 512 to 1M, power of 2",
        "snapdir" when !version.IsAtLeast(2, 3) => "hidden | visible",
        "checksum" when !version.IsAtLeast(2, 2) => "on | off | fletcher2 | fletcher4 | sha256 | sha512 | skein | edonr",
        "dedup" when !version.IsAtLeast(2, 0) => "on | off | verify | sha256[,verify], sha512[,verify], skein[,verify], edonr,verify",
        "dedup" when !version.IsAtLeast(2, 2) => "on | off | verify | sha256[,verify] | sha512[,verify] | skein[,verify] | edonr,verify",
        "sharenfs" when !version.IsAtLeast(2, 0) => "on | off | share(1M) options",
        "sharesmb" when !version.IsAtLeast(2, 0) => "on | off | sharemgr(1M) options",
        "compression" when !version.IsAtLeast(2, 0) => "on | off | lzjb | gzip | gzip-[1-9] | zle | lz4",
        "acltype" when !version.IsAtLeast(2, 0) => "noacl | posixacl",
        "redundant_metadata" when !version.IsAtLeast(2, 0) => "all | most",
        "keylocation" when !version.IsAtLeast(2, 0) => "prompt | <file URI>",
        _ => property.ValuesHelp,
    };
}
