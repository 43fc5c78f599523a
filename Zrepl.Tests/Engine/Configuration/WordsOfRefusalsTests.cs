using static Zrepl.Tests.Engine.Configuration.Samples;

namespace Zrepl.Tests.Engine.Configuration;

/// <summary>What a refusal says must be right in the reader's language too, and name what is allowed.</summary>
public sealed class WordsOfRefusalsTests
{
    [Theory]
    [InlineData("global: {stale_marks: {release_after: nevver}}\njobs: []\n", "cannot parse value \"nevver\" as a duration, and it is not never either")]
    [InlineData("global: {stale_marks: 30d}\njobs: []\n", "(its keys: release_after)")]
    [InlineData("jobs: [{type: snap, name: j, filesystems: {'<': true}, snapshotting: 5m, pruning: {keep: [{type: last_n, count: 1}]}}]\n", "into snapshotting (its keys, such as {type: ")]
    [InlineData(Stalling + "stall: {abort: nevver}\n", "cannot parse value \"nevver\" as a duration, and it is not never either")]
    [InlineData(Stalling + "stall: 5m\n", "into stall limits (its keys: warn, abort)")]
    public void It_names_what_is_allowed(string text, string expected) =>
        Assert.Contains(Errors(LoadText(text)), error => error.Contains(expected, StringComparison.Ordinal));

    private const string Stalling = """
        jobs:
        - type: sink
          name: j
          root_fs: tank
          serve: {type: local, listener_name: here}
        """ + "\n  ";
}
