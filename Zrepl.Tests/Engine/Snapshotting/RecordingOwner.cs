using System.Collections.Immutable;
using System.Threading.Channels;
using Zrepl.Engine.Snapshotting;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Snapshotting;

/// <summary>A job that only keeps what it is told, and lets a test wait for the end of runs.</summary>
internal sealed class RecordingOwner : ISnapshotterOwner
{
    private readonly Channel<SnapshotRunResult> _runs = Channel.CreateUnbounded<SnapshotRunResult>();

    public ImmutableList<SnapshotRunResult> Runs { get; private set; } = [];

    public ImmutableList<SnapshotRow> Datasets { get; private set; } = [];

    public Action Changed { get; set; } = () => { };

    /// <summary>Runs when a run has ended, before the snapshotter waits again.</summary>
    public Action Finished { get; set; } = () => { };

    /// <summary>Completes with the next result that was not yet taken.</summary>
    public async Task<SnapshotRunResult> RunAsync()
    {
        using var patience = new CancellationTokenSource(Deadline.OfATest);
        return await _runs.Reader.ReadAsync(patience.Token);
    }

    public void ReportChanged() => Changed();

    public void DatasetFinished(SnapshotRow row) => Datasets = Datasets.Add(row);

    public void RunFinished(SnapshotRunResult result)
    {
        Runs = Runs.Add(result);
        Finished();
        Assert.True(_runs.Writer.TryWrite(result));
    }
}
