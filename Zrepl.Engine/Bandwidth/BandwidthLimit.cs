namespace Zrepl.Engine.Bandwidth;

/// <summary>How much send-stream payload a job may move, over all its streams together. Source: spec config 9.3.</summary>
/// <param name="MaxBytesPerSecond">At least 1; null: no limit.</param>
/// <param name="BucketCapacity">Bytes that may pass at once after a pause; at least 1.</param>
public sealed record BandwidthLimit(long? MaxBytesPerSecond, long BucketCapacity)
{
    /// <summary>Default of <c>bucket_capacity</c>, 128 KiB.</summary>
    public const long DefaultBucketCapacity = 128 * 1024;

    /// <summary>No limit: the default.</summary>
    public static BandwidthLimit Unlimited { get; } = new(null, DefaultBucketCapacity);
}
