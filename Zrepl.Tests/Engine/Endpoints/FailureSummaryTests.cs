using Zrepl.Engine.Endpoints.Failures;

namespace Zrepl.Tests.Engine.Endpoints;

/// <summary>An error of many lines becomes one line that reads like a sentence, and its advice stands apart.</summary>
public sealed class FailureSummaryTests
{
    [Theory]
    [InlineData(
        "receive: zfs exited with error: exit status 1\nstderr:\ncannot receive incremental stream: out of space\nFree space on the receiving pool sink or raise the quota; the step is repeated at the next run.",
        "receive: cannot receive incremental stream: out of space", "Free space on the receiving pool sink or raise the quota; the step is repeated at the next run.", false)]
    [InlineData("zfs exited with error: signal: killed\nstderr:\n", "zfs failed and said nothing", null, false)]
    [InlineData("server error: zfs exited with error: exit status 2\nstderr:\ncannot a\ncannot b", "server error: cannot a; cannot b", null, false)]
    [InlineData("the receiver's latest snapshot is not present on sender:\n  last common: @a\n  receiver-only:\n    @b", "the receiver's latest snapshot is not present on sender", null, true)]
    [InlineData("dataset is busy", "dataset is busy", null, false)]
    [InlineData("Sentence alone.", "Sentence alone.", null, false)]
    [InlineData("", "", null, false)]
    public void Its_parts(string text, string cause, string? advice, bool hasMore) => Assert.Equal(new FailureSummary(cause, advice, hasMore), FailureSummary.Of(text));
}
