using Zrepl.Engine.Bandwidth;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Configuration;

/// <summary>The <c>recv</c> section. Source: spec config 9.2.</summary>
/// <param name="InheritProperties">Properties received as inherited (<c>-x</c>), in the order of the file.</param>
/// <param name="OverrideProperties">Properties set to a value of ours (<c>-o</c>), in order of their names. None is in both lists.</param>
/// <param name="PlaceholderEncryption">How placeholder filesystems are made.</param>
/// <param name="BandwidthLimit">For all streams of the job together.</param>
/// <param name="DoesNotMount"><c>nomount</c>: what is received is not mounted (<c>-u</c>).</param>
public sealed record ReceiveDefinition(
    ValueList<PropertyName> InheritProperties,
    ValueList<PropertyOverride> OverrideProperties,
    PlaceholderEncryption PlaceholderEncryption,
    BandwidthLimit BandwidthLimit,
    bool DoesNotMount = false)
{
    /// <summary>What a job without the section says.</summary>
    public static ReceiveDefinition Default { get; } =
        new([], [], PlaceholderEncryption.Unspecified, BandwidthLimit.Unlimited);
}
