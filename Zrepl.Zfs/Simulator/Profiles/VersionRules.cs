namespace Zrepl.Zfs.Simulator.Profiles;

/// <summary>What differs between OpenZFS releases, each as a claim with its origin in spec A16 or in the release's source.</summary>
internal sealed class VersionRules(OpenZfsVersion version)
{
    public OpenZfsVersion Version => version;

    /// <summary><c>zfs bookmark fs#old fs#new</c>.</summary>
    public bool ClonesBookmarks => version.IsAtLeast(2, 0);

    /// <summary><c>zfs send -S</c>.</summary>
    public bool SendsSavedState => version.IsAtLeast(2, 0);

    /// <summary><c>incomplete stream</c> and <c>checksum mismatch</c> instead of one text for both.</summary>
    public bool TellsTruncationFromCorruption => version.IsAtLeast(2, 0);

    /// <summary>An incremental without <c>-L</c> after an initial with it is refused.</summary>
    public bool DetectsLargeBlockMismatch => version.IsAtLeast(2, 0);

    /// <summary>A resumed full stream into an existing dataset must be received with <c>-F</c>.</summary>
    public bool ResumeIntoExistingNeedsForce => version.IsAtLeast(2, 2);

    /// <summary>
    /// <c>it's being held. Run 'zfs holds -r …'</c> instead of <c>dataset is busy</c>. Upstream has it since 2.3.3; Debian's 2.3.2, which the
    /// recordings are of, has it too.
    /// </summary>
    public bool ExplainsHeldSnapshots => version.IsAtLeast(2, 3, 2);

    /// <summary><c>zfs create</c> succeeds although the mount failed.</summary>
    public bool IgnoresMountFailureOfCreate => version.IsAtLeast(2, 4);

    /// <summary><c>holds -p</c>, <c>set -u</c>, <c>receive -c</c>, <c>send -X</c>.</summary>
    public bool HasFlagsOf22 => version.IsAtLeast(2, 2);

    /// <summary>The estimate of a resumed send is not kept from wrapping below zero (spec A12.7).</summary>
    public bool WrapsResumedEstimate => version.IsAtLeast(2, 0);

    /// <summary>Estimates name the source snapshot without its filesystem (spec A12.5).</summary>
    public bool EstimatesNameSourceShort => !version.IsAtLeast(2, 0);

    /// <summary><c>send -V</c>.</summary>
    public bool SendShowsProcessTitle => version.IsAtLeast(2, 1);

    /// <summary><c>receive -M</c>.</summary>
    public bool ReceiveForcesUnmount => version.IsAtLeast(2, 0);

    /// <summary><c>list -j</c>, <c>get -j</c>, <c>version -j</c>.</summary>
    public bool PrintsJson => version.IsAtLeast(2, 3);

    /// <summary>The last line of every usage text, "For further help on a command or topic".</summary>
    public bool UsageNamesHelpTopics => version.IsAtLeast(2, 2);

    /// <summary>Width of the first column of the property table in usage texts.</summary>
    public int UsagePropertyWidth => version.IsAtLeast(2, 3) ? 22 : 15;
}
