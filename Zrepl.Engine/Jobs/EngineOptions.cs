using System.Collections.Immutable;
using Zrepl.Engine.Configuration.Variables;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Transport.Local;
using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Jobs;

/// <summary>One engine among those of a process. Everything has a default but <see cref="Runner"/>.</summary>
public sealed record EngineOptions
{
    /// <summary>Name of the engine, for people; of the daemon's only one <c>zrepl</c>.</summary>
    public string Name { get; init; } = "zrepl";

    /// <summary>ZFS of the engine's host: the real binaries or a simulated host.</summary>
    public required IZfsCommandRunner Runner { get; init; }

    /// <summary>Where its programs are, for the list of running commands; null: just their names.</summary>
    public Func<ZfsProgram, string>? PathOf { get; init; }

    /// <summary>Its clock; null: that of the container.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>
    /// Where jobs with <c>type: local</c> meet; null: among themselves. Engines that are given the same one reach each other, each with its
    /// own ZFS.
    /// </summary>
    public LocalListeners? LocalListeners { get; init; }

    /// <summary>Transports beside <c>local</c>, to connect with.</summary>
    public ImmutableArray<IConnecter> Connecters { get; init; } = [];

    /// <summary>Transports beside <c>local</c>, to listen with.</summary>
    public ImmutableArray<IPassiveListener> Listeners { get; init; } = [];

    /// <summary>What of the jobs outlives the process; null: nothing.</summary>
    public IRunStateStore? States { get; init; }

    /// <summary>The file that keeps the states of jobs beside <see cref="States"/>, pauses above all; null: none does.</summary>
    public string? StatesFile { get; init; }

    /// <summary>The file that tells by which rules jobs may prune; null: that is known as long as the process lives.</summary>
    public string? ApprovedRulesFile { get; init; }

    /// <summary>The file that remembers since when holds and bookmarks are useless; null: that is known as long as the process lives.</summary>
    public string? ForgottenMarksFile { get; init; }

    /// <summary>Hears what jobs did; null: nobody.</summary>
    public IRunRecorder? Recorder { get; init; }

    /// <summary>Alarm clocks, disposed with the engine; null: what the container makes.</summary>
    public IAlarmClocks? Alarms { get; init; }

    /// <summary>What the environment says.</summary>
    public EnvironmentConstants Constants { get; init; } = EnvironmentConstants.Defaults;

    /// <summary>Settings of jobs; null: as <see cref="Constants"/> says.</summary>
    public JobOptions? Jobs { get; init; }
}
