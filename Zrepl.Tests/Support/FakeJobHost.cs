using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;

namespace Zrepl.Tests.Support;

/// <summary>Jobs that do nothing but remember what they were told; answers can be set.</summary>
internal sealed class FakeJobHost : IJobHost
{
    private ImmutableList<string> _heard = [];
    private ImmutableList<ZreplConfiguration> _configurations = [];

    public StatusFeed Feed { get; } = new(NullLogger<StatusFeed>.Instance);

    public ImmutableArray<string> JobNames => [.. Feed.Current.Select(job => job.Name.Text)];

    /// <summary>What was asked for so far, oldest first. Whoever sees a request here may set the answer to the next one.</summary>
    public ImmutableList<string> Heard => Volatile.Read(ref _heard);

    /// <summary>What each request is answered.</summary>
    public JobAnswer Answer { get; set; } = new(JobOutcome.Done, "done");

    /// <summary>What it was started with and reloaded to.</summary>
    public ImmutableList<ZreplConfiguration> Configurations => Volatile.Read(ref _configurations);

    public bool IsStopped { get; private set; }

    public Task StartAsync(ZreplConfiguration configuration, CancellationToken cancellation)
    {
        ImmutableInterlocked.Update(ref _configurations, known => known.Add(configuration));
        // each type is a kind
        foreach (var job in configuration.Jobs) Feed.Publish(new() { Name = job.Name, Kind = JobKinds.Of(job.Type)!.Value, Phase = JobPhase.Waiting });
        return Task.CompletedTask;
    }

    public Task<ReloadResult> ReloadAsync(ZreplConfiguration configuration, CancellationToken cancellation)
    {
        ImmutableInterlocked.Update(ref _configurations, known => known.Add(configuration));
        return Task.FromResult(new ReloadResult { Unchanged = [.. configuration.Jobs.Select(job => job.Name.Text)] });
    }

    public Task StopAsync(CancellationToken cancellation)
    {
        IsStopped = true;
        return Task.CompletedTask;
    }

    public JobAnswer Wakeup(string job, RunScope scope = RunScope.Everything) => Hear(scope is RunScope.Everything ? $"wakeup {job}" : $"wakeup {job} {scope}");

    public JobAnswer Reset(string job) => Hear($"reset {job}");

    public JobAnswer Snapshot(string job) => Hear($"snapshot {job}");

    public JobAnswer ResetSnapshotting(string job) => Hear($"reset-snapshotting {job}");

    public JobAnswer Pause(string job, DateTimeOffset? until = null) =>
        Hear(until is { } end ? $"pause {job} until {end.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" : $"pause {job}");

    public JobAnswer Resume(string job) => Hear($"resume {job}");

    public JobAnswer ApprovePruning(string job, string revision) => Hear($"approve-pruning {job} {revision}");

    public JobAnswer Signal(string job, string operation) => Hear($"{operation} {job}");

    private JobAnswer Hear(string request)
    {
        var answer = Answer; // before it is seen that it was heard: then the answer may be changed for the next one
        ImmutableInterlocked.Update(ref _heard, heard => heard.Add(request));
        return answer;
    }
}
