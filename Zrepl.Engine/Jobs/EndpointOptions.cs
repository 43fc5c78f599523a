using System.Collections.Immutable;
using Zrepl.Engine.Bandwidth;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Stalls;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs;

/// <summary>Endpoints as definitions describe them. A bandwidth limit is one bucket for all streams of a job.</summary>
internal static class EndpointOptions
{
    public static SenderOptions OfSender(JobName job, FilesystemFilter filesystems, SendDefinition send, JobServices services) => new(
        job, filesystems,
        new()
        {
            Encrypted = send.Encrypted, Raw = send.Raw, Properties = send.SendProperties, BackupProperties = send.BackupProperties,
            LargeBlocks = send.LargeBlocks, Compressed = send.Compressed, EmbeddedData = send.EmbeddedData,
        },
        Throttle(send.BandwidthLimit, services.Clock))
    {
        FilterEvaluated = unmatched => services.Metrics.FilterEvaluated(job.Text, unmatched),
    };

    public static ReceiverOptions OfReceiver(
        JobName job, DatasetPath root, DatasetPath clientRoot, ReceiveDefinition receive, JobServices services) => new()
    {
        Job = job, RootFilesystem = root, ClientRoot = clientRoot,
        Inherit = [.. receive.InheritProperties],
        Override = receive.OverrideProperties.ToImmutableSortedDictionary(property => property.Name, property => property.Value),
        PlaceholderEncryption = receive.PlaceholderEncryption,
        DoesNotMount = receive.DoesNotMount,
        RestoresPlaceholders = services.Options.RestoresPlaceholders,
        Throttle = Throttle(receive.BandwidthLimit, services.Clock),
    };

    private static Func<Stream, StreamWatch?, Stream>? Throttle(BandwidthLimit limit, TimeProvider clock)
    {
        if (limit.MaxBytesPerSecond is null) return null; // so that bytes can go from pipe to pipe
        var bucket = new TokenBucket(limit, clock);
        return (stream, watch) => new ThrottledStream(stream, bucket, watch);
    }
}
