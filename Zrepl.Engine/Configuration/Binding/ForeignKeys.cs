namespace Zrepl.Engine.Configuration.Binding;

/// <summary>Keys that people bring along from other versions and forks of zrepl, and what to do instead.</summary>
internal static class ForeignKeys
{
    private const string HostSetting = "settings of the host are not in this file";

    private static readonly Dictionary<string, string> Hints = new(StringComparer.Ordinal)
    {
        ["web"] = HostSetting,
        ["state"] = HostSetting,
        ["zfs_bin"] = HostSetting,
        ["rpc_timeout"] = HostSetting,
        ["keys"] = "API tokens are made in the dashboard",
        ["datasets"] = "use filesystems",
        ["execpipe"] = "not supported",
        ["timestamp_local"] = "use timestamp_location",
        ["embbeded_data"] = "spelled embedded_data since zrepl 0.5",
    };

    /// <summary>What to say about a key, or null if it is not known from elsewhere.</summary>
    public static string? HintFor(string key) => Hints.GetValueOrDefault(key);
}
