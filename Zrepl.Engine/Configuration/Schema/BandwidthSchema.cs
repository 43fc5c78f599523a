using Zrepl.Engine.Bandwidth;
using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The <c>bandwidth_limit</c> section. Source: spec config 9.3.</summary>
internal static class BandwidthSchema
{
    // In the file, less than zero means no limit.
    private static readonly DataSize NoLimit = DataSize.FromBytes(-1);

    private static readonly Key<BandwidthLimit, DataSize> Max = new("max", Scalars.Size,
        l => l.MaxBytesPerSecond is { } bytes ? DataSize.FromBytes(bytes) : NoLimit,
            "Payload per second of all streams of the job together; less than zero: no limit.") { Default = NoLimit };

    private static readonly Key<BandwidthLimit, DataSize> BucketCapacity = new("bucket_capacity", Scalars.Size,
        l => DataSize.FromBytes(l.BucketCapacity), "Payload that may pass at once after a pause.")
        { Default = DataSize.FromBytes(BandwidthLimit.DefaultBucketCapacity), Example = "128 KiB" };

    private static readonly SectionShape<BandwidthLimit> Shape = new("bandwidth limit", [Max, BucketCapacity], Build);

    /// <summary>The key of the section.</summary>
    public static Key<TOwner, BandwidthLimit> Key<TOwner>(Func<TOwner, BandwidthLimit> read) =>
        new("bandwidth_limit", Shape, read, "Limit for all streams of the job together, in bytes of stream; where two daemons of ours compress, in bytes as they go over the network.")
        { Default = BandwidthLimit.Unlimited, Words = "cannot build bandwith limit config" }; // upstream's spelling

    private static BandwidthLimit? Build(BoundKeys bound)
    {
        var (max, capacity) = (bound.Get(Max), bound.Get(BucketCapacity));
        var isMaxLegal = max.Bits < 0 || max.Bytes >= 1;
        if (!isMaxLegal) Refuse(bound, Max, "bandwidth limit `max` is too small, must at least specify one byte");
        var isCapacityLegal = capacity.Bytes >= 1;
        if (!isCapacityLegal) Refuse(bound, BucketCapacity, $"BucketCapacity must not be {(capacity.Bits < 0 ? "negative" : "zero")}");
        return isMaxLegal && isCapacityLegal ? new(max.Bits < 0 ? null : max.Bytes, capacity.Bytes) : null;
    }

    private static void Refuse(BoundKeys bound, Key key, string problem) => bound.Place.Key(key.Name).Illegal(bound.NodeOf(key), problem);
}
