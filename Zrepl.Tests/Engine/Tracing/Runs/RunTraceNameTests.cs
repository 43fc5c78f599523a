using Zrepl.Engine.Tracing.Runs;

namespace Zrepl.Tests.Engine.Tracing.Runs;

/// <summary>Names of trace files.</summary>
public sealed class RunTraceNameTests
{
    private static readonly DateTimeOffset Start = new(2026, 2, 16, 9, 0, 0, 104, TimeSpan.Zero);

    [Theory]
    [InlineData("to_nas", "20260216T090000.104Z_000012_to_nas.trace.json")]
    [InlineData("a job: 100%/..", "20260216T090000.104Z_000012_a%20job%3A%20100%25%2F...trace.json")]
    public void A_name_tells_begin_number_and_job_and_reads_back(string job, string expected)
    {
        var name = new RunTraceName(Start, 12, job);
        Assert.Equal(expected, name.ToString());
        Assert.True(RunTraceName.TryParse(expected, out var parsed));
        Assert.Equal(name, parsed);
    }

    [Theory]
    [InlineData("sink", "laptop", "20260216T090000.104Z_000012_sink@laptop.trace.json")]
    [InlineData("a@job", "b@c", "20260216T090000.104Z_000012_a%40job@b%40c.trace.json")]
    [InlineData("sink", "", "20260216T090000.104Z_000012_sink@.trace.json")]
    public void Of_what_a_client_was_served_it_tells_the_client_too(string job, string client, string expected)
    {
        var name = new RunTraceName(Start, 12, job, client);
        Assert.Equal(expected, name.ToString());
        Assert.True(RunTraceName.TryParse(expected, out var parsed));
        Assert.Equal(name, parsed);
        Assert.NotEqual(new RunTraceName(Start, 12, $"{job}@{client}"), parsed);
    }

    [Theory]
    [InlineData("20260216T090000.104Z_000012_sink@a@b.trace.json")]
    [InlineData("")]
    [InlineData("notes.txt")]
    [InlineData("20260216T090000.104Z_000012.trace.json")]
    [InlineData("20260216T090000.104Z_12_to_nas.trace.json")] // not the one spelling
    [InlineData("20260216T090000.104Z_000012_../../etc/passwd.trace.json")]
    [InlineData("../20260216T090000.104Z_000012_to_nas.trace.json")]
    [InlineData("yesterday_000012_to_nas.trace.json")]
    [InlineData("20260216T090000.104Z_-00012_to_nas.trace.json")]
    public void Anything_else_is_no_name(string fileName) => Assert.False(RunTraceName.TryParse(fileName, out _));
}
