using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Configuration;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Repairs;

/// <summary>Phrases that several ways out share.</summary>
internal static class RepairPhrases
{
    /// <summary>What the next run does where there is no copy.</summary>
    public static string NextCopy(RepairFacts facts) => facts.Initial == InitialReplication.Fail
        ? "The job begins none by itself: its conflict_resolution says initial_replication: fail."
        : "The next run begins a new copy with everything, for which there has to be room.";

    /// <summary><c>1 snapshot</c>, <c>3 snapshots</c>.</summary>
    public static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number.ToString(CultureInfo.InvariantCulture)} {what}s";

    /// <summary>The names: consent covers each of them, so none is left out.</summary>
    public static string All(ImmutableArray<DatasetPath> paths) => string.Join(", ", paths.Order());

    /// <summary>How much was written since the newest snapshot.</summary>
    public static string Written(ReceivedDataset received) => $"{received.WrittenBytes.ToString(CultureInfo.InvariantCulture)} bytes";

    /// <summary>Jobs of this machine that go on working on a dataset under a name, as a sentence with a space before it; empty if there are none.</summary>
    public static string JobsAbout(RepairFacts facts, DatasetPath name)
    {
        ImmutableArray<string> jobs = [.. facts.JobsThere.Where(job => job.Filesystems.Includes(name)).Select(job => job.Name.Text).Order(StringComparer.Ordinal)];
        return jobs.IsEmpty ? "" : $" {(jobs.Length == 1 ? "Job" : "Jobs")} {string.Join(", ", jobs)} of this machine, whose filesystems include {name}, "
            + $"{(jobs.Length == 1 ? "works" : "work")} on it under that name: snapshots, sending and pruning are as {(jobs.Length == 1 ? "its" : "their")} rules say.";
    }
}
