namespace Zrepl.Tests.Zfs.Simulator.Recordings;

/// <summary>The simulator answers like real OpenZFS, command by command (spec A18, C4, C9.2).</summary>
public sealed class RecordingTests
{
    /// <summary>Cases in which the simulator is meant to differ, with the reason.</summary>
    private static readonly Dictionary<string, string> MeantToDiffer = new()
    {
        ["zpool without arguments"] = "the overview names what is simulated",
        ["zpool with an unknown command"] = "the overview names what is simulated",
        ["zpool get without arguments"] = "no table of pool properties in the usage text",
        ["zpool set without arguments"] = "no table of pool properties in the usage text",
        ["zpool events without arguments"] = "the recorded machine lists the events of its whole day; none are simulated, so there is only the heading",
        ["sending partial state"] = "where only sends are replayed, there is no partial state",
        ["A5.5 dependent clones"] = "clones come in the order of a hash table of the kernel",
        ["A5.5 dependent clones in a batch"] = "clones come in the order of a hash table of the kernel",
        ["a range with a clone"] = "clones come in the order of a hash table of the kernel",
        ["clones as a property"] = "clones come in the order of a hash table of the kernel",
        ["a filesystem whose snapshots have clones"] = "clones come in the order of a hash table of the kernel",
        ["what is left"] = "real ZFS keeps back so much of a tiny pool that the receive does not even begin",
        ["creating in a full pool"] = "real ZFS keeps back so much of a tiny pool that nothing is left for the new filesystem",
        ["twice: the old stream does not fit any more"] = "own streams are shorter, so that the second cut falls on the block of the first; see TokenTests",
        ["twice: the token after that"] = "own streams are shorter, so that the second cut falls on the block of the first; see TokenTests",
        ["twice: the rest arrives"] = "own streams are shorter, so that the second cut falls on the block of the first; see TokenTests",
        ["zfs set sharenfs=on tank/limited"] = "nothing is ever shared",
        ["what is delegated, for people"] = "permissions are given by the test, not by zfs allow",
        ["what is delegated"] = "permissions are given by the test, not by zfs allow",
    };

    public static TheoryData<string, string> Stories() => Stories("usage", "creating", "destroying", "encrypted", "properties", "receiving", "resuming", "sending", "versions");

    public static TheoryData<string, string> StoriesOfStreams() => Stories("resuming", "encrypted", "receiving", "properties", "destroying");

    [Theory]
    [MemberData(nameof(Stories))]
    public Task Answers_like_the_recorded_release(string version, string story) => CheckAsync(new StoryReplay(version, story));

    [Theory]
    [MemberData(nameof(StoriesOfStreams))]
    public Task Sends_like_the_recorded_release(string version, string story) => CheckAsync(new StoryReplay(version, story, onlySends: true));

    private static string NameOf(RecordedCase recorded) => recorded.Case == "setup" ? string.Join(' ', recorded.Argv) : recorded.Case;

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task What_is_not_simulated_says_so(string version, string story)
    {
        string[] known =
        [
            "changing permissions", "zfs diff", "zfs groupspace", "zfs program", "zfs project", "zfs projectspace", "zfs redact", "zfs rewrite", "zfs send -I", "zfs send -R", "zfs share", "zfs unallow",
            "zfs unshare", "zfs unzone", "zfs upgrade", "zfs userspace", "zfs wait", "zfs zone", "zpool add", "zpool attach", "zpool checkpoint", "zpool clear",
            "zpool detach", "zpool frobnicate", "zpool history", "zpool initialize", "zpool iostat", "zpool offline", "zpool online", "zpool remove", "zpool replace",
            "zpool scrub", "zpool split", "zpool sync", "zpool trim", "zpool upgrade", "zpool wait",
        ];
        await using var replay = new StoryReplay(version, story);
        await replay.PlayAsync();
        Assert.Empty(replay.NotSimulated.Except(known));
    }

    private static TheoryData<string, string> Stories(params string[] names) =>
        [.. RecordedCase.Versions.SelectMany(version => RecordedCase.Stories(version).Intersect(names).Select(story => (version, story)))];

    private static async Task CheckAsync(StoryReplay story)
    {
        await using var replay = story;
        var differences = (await replay.PlayAsync()).Where(difference => !MeantToDiffer.ContainsKey(NameOf(difference.Case))).ToList();
        Assert.True(differences.Count == 0, $"{differences.Count} differences:\n{string.Join("\n", differences)}");
        Assert.True(replay.Compared > 0, "nothing was compared");
    }
}
