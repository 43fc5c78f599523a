namespace Zrepl.Zfs.Commands;

/// <summary>Where the real programs are.</summary>
/// <param name="Zfs">Name (looked up in <c>PATH</c>) or absolute path of <c>zfs</c>.</param>
/// <param name="Zpool">Name or absolute path of <c>zpool</c>.</param>
public sealed record ZfsBinaries(string Zfs = "zfs", string Zpool = "zpool")
{
    /// <summary>Takes <c>ZREPL_ZFS_BINARY</c> and <c>ZREPL_ZPOOL_BINARY</c> into account (spec A1.1).</summary>
    public static ZfsBinaries FromEnvironment() => new(
        Environment.GetEnvironmentVariable("ZREPL_ZFS_BINARY") is { Length: > 0 } zfs ? zfs : "zfs",
        Environment.GetEnvironmentVariable("ZREPL_ZPOOL_BINARY") is { Length: > 0 } zpool ? zpool : "zpool");

    /// <summary>The program to start for a command.</summary>
    public string PathOf(ZfsProgram program) => program == ZfsProgram.Zfs ? Zfs : Zpool;

    /// <summary>The environment variable that overrides it, for error messages.</summary>
    public static string OverrideOf(ZfsProgram program) => program == ZfsProgram.Zfs ? "ZREPL_ZFS_BINARY" : "ZREPL_ZPOOL_BINARY";
}
