using System.Globalization;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Profiles;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.Streams;

namespace Zrepl.Zfs.Simulator.Kernel.Sending;

/// <summary>How long a stream will be, as the module guesses it (<c>dmu_send_estimate_fast</c> in OpenZFS <c>module/zfs/dmu_send.c</c>).</summary>
internal static class SendEstimator
{
    private const ulong BlockPointerLength = 128;

    /// <summary>The guess in bytes.</summary>
    /// <param name="send">What would be sent.</param>
    /// <param name="alreadySent">Bytes a resume token says have arrived.</param>
    /// <param name="rules">The release.</param>
    public static ulong Estimate(OpenedSend send, ulong alreadySent, VersionRules rules)
    {
        var source = send.Source!; // only asked about sends that could be opened
        // A bookmark without the bytes of its snapshot makes the module walk through everything.
        if (send.From is Bookmark { ReferencedBytes: null }) return Minus(new StreamPlan(source).Measure(), alreadySent, rules);
        var logical = source.IsFull ? source.Content.LogicalBytes : source.Content.LogicalBytesBornAfter(source.FromTxg);
        var physical = source.IsFull ? source.Content.PhysicalBytes : source.Content.BytesBornAfter(source.FromTxg);
        var property = source.IsVolume ? "volblocksize" : "recordsize";
        var recordSize = ulong.Parse(PropertyLookup.Effective(send.To!.Head, property, rules.Version), CultureInfo.InvariantCulture); // opened
        var records = logical / recordSize;
        var size = (source.SendsCompressed ? physical : logical) + records * (StreamRecord.Length - BlockPointerLength) + 2 * StreamRecord.Length;
        return Minus(size, alreadySent, rules);
    }

    // Since 2.0 the difference can wrap below zero.
    private static ulong Minus(ulong size, ulong alreadySent, VersionRules rules) =>
        alreadySent <= size || rules.WrapsResumedEstimate ? unchecked(size - alreadySent) : 0;
}
