using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Variables;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Web.Hosting;

/// <summary>What a daemon is started with.</summary>
internal sealed record DaemonSettings
{
    /// <summary>The <c>zrepl.yml</c>, which is read again on SIGHUP.</summary>
    public required string ConfigurationPath { get; init; }

    /// <summary>What it says; without errors.</summary>
    public required LoadedConfiguration Configuration { get; init; }

    /// <summary>Value of <c>--state</c>.</summary>
    public string StatePath { get; init; } = StateDirectory.DefaultPath;

    /// <summary>Value of <c>--listen</c>.</summary>
    public string? Listen { get; init; }

    /// <summary>Values of the environment variables of Go zrepl.</summary>
    public EnvironmentConstants Constants { get; init; } = EnvironmentConstants.Defaults;

    /// <summary>Reads the environment.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>
    /// How long the end of the daemon may take: jobs, browsers, the last entries of the history. Jobs get three quarters of it; what still runs then
    /// is named in the log and left behind.
    /// </summary>
    public TimeSpan PatienceAtEnd { get; init; } = TimeSpan.FromSeconds(1.8);

    /// <summary>The simulated machine that takes the place of this one's ZFS; null: none does.</summary>
    public SimulatedHost? Simulated { get; init; }

    /// <summary>The file of an engine that tells by which rules its jobs may prune.</summary>
    /// <param name="engine">Name of the engine.</param>
    public string ApprovedRulesOf(string engine) => Path.Combine(Path.GetFullPath(StatePath), $"approved-rules.{engine}.json");

    /// <summary>The file of an engine that keeps the states of its jobs, pauses above all.</summary>
    /// <param name="engine">Name of the engine.</param>
    public string StatesOf(string engine) => Path.Combine(Path.GetFullPath(StatePath), $"jobs.{engine}.json");

    /// <summary>The file that remembers since when holds and bookmarks are useless.</summary>
    public string ForgottenMarksOf(string engine) => Path.Combine(Path.GetFullPath(StatePath), $"stale-marks.{engine}.json");

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
