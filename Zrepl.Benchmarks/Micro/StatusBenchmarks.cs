using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Status;

namespace Zrepl.Benchmarks.Micro;

/// <summary>
/// Question: what does it cost a job to publish that it stands otherwise than before, however many jobs there are and pages look on? Beside it is the new status itself,
/// which would be made without anybody to see it (the baseline). Pages take what is newest in their own time; their part is not in it.
/// </summary>
[MemoryDiagnoser]
public class StatusBenchmarks : IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private StatusFeed _feed = null!; // by Prepare
    private JobStatus _status = null!; // by Prepare
    private long _seen;

    /// <summary>Jobs of the daemon.</summary>
    [Params(10, 500)]
    public int Jobs { get; set; }

    /// <summary>Pages that look at all jobs, and as many at this one.</summary>
    [Params(0, 50)]
    public int Pages { get; set; }

    /// <summary>Makes the feed.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _feed = new(NullLogger<StatusFeed>.Instance);
        foreach (var job in Enumerable.Range(0, Jobs)) _feed.Publish(_status = new() { Name = JobName.Parse($"job-{job}"), Kind = JobKind.Push });
        for (var page = 0; page < Pages; page++)
        {
            _subscriptions.Add(_feed.Subscribe(_ => Interlocked.Increment(ref _seen)));
            _subscriptions.Add(_feed.Subscribe(_status.Name.Text, _ => Interlocked.Increment(ref _seen)));
        }
    }

    /// <summary>A new status that nobody is told of.</summary>
    [Benchmark(Baseline = true)]
    public JobStatus MakeOnly() => _status = _status with { ConsecutiveFailures = _status.ConsecutiveFailures + 1 };

    /// <summary>One that all are told of.</summary>
    [Benchmark]
    public void Publish() => _feed.Publish(_status = _status with { ConsecutiveFailures = _status.ConsecutiveFailures + 1 });

    /// <summary>Ends the subscriptions.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        _subscriptions.Clear();
        GC.SuppressFinalize(this);
    }
}
