using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Contracts.Pools;

/// <summary>
/// A machine with two pools, one to send from and one to receive into, that a contract is tried on: the simulator as some release, or real
/// OpenZFS. Nothing in a contract may ask which; what only one of them can show stands in the class derived for it.
/// </summary>
public interface IPoolUnderTest
{
    /// <summary>Why there is none here, or null.</summary>
    string? UnavailableBecause { get; }

    /// <summary>The verbs of this machine. Real ones are shared by a class of tests, so that features are probed once.</summary>
    ZfsHost Zfs { get; }

    /// <summary>Every command that was started.</summary>
    RecordedCommands Commands { get; }

    /// <summary>Root dataset of the pool to send from, without a mount point.</summary>
    DatasetPath Source { get; }

    /// <summary>Root dataset of the pool to receive into, without a mount point.</summary>
    DatasetPath Sink { get; }

    /// <summary>Longest time one test may take.</summary>
    TimeSpan Patience { get; }

    /// <summary>How many snapshots count as many here.</summary>
    int ManySnapshots { get; }

    /// <summary>Distinguishes the datasets of tests that share a pool.</summary>
    int NextNumber();

    /// <summary>Makes the pools if they are not there yet.</summary>
    Task PrepareAsync();

    /// <summary>Makes another pool whose features are all disabled.</summary>
    Task<DatasetPath> CreatePoolWithoutFeaturesAsync();

    /// <summary>Looks for what went wrong unseen.</summary>
    void Verify();

    /// <summary>Options of <c>zfs create</c> for a filesystem that files will be written into.</summary>
    string[] OptionsForFiles(DatasetPath filesystem);

    /// <summary>A <c>keylocation</c> with a key of 32 bytes.</summary>
    string KeyLocation { get; }

    /// <summary>Writes a file of incompressible bytes, or replaces it.</summary>
    Task WriteAsync(DatasetPath filesystem, string file, int bytes, ulong seed);

    /// <summary>Says what a snapshot holds: equal texts mean equal content, in whichever pool. A filesystem's key must be loaded.</summary>
    Task<string> DigestAsync(SnapshotPath snapshot);
}
