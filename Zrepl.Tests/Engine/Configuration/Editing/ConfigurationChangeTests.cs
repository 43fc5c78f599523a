using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;

namespace Zrepl.Tests.Engine.Configuration.Editing;

/// <summary>What differs in meaning, however it is written (design D3).</summary>
public sealed class ConfigurationChangeTests
{
    private const string Job = """
        jobs:
          - name: a
            type: snap
            filesystems: {"tank<": true}
            snapshotting: {type: periodic, interval: 10m, prefix: auto_}
            pruning: {keep: [{type: last_n, count: 8}, {type: regex, regex: "^keep"}]}

        """;

    [Fact]
    public void Comments_order_and_spelling_mean_nothing() => Assert.True(Between(Job, """
        # a comment
        jobs:
        - type: "snap"
          name: 'a'
          pruning:
            keep:
            - {count: 0x8, type: last_n}
            - {type: regex, regex: ^keep}
          snapshotting:
            interval: 600s
            type: periodic
            prefix: auto_
          filesystems: {"tank<": yes}
        """).IsNone);

    [Fact]
    public void A_changed_key_is_told_with_both_values()
    {
        var change = Between(Job, Job.Replace("count: 8", "count: 4", StringComparison.Ordinal).Replace("10m", "1h", StringComparison.Ordinal));

        var job = Assert.Single(change.Jobs);
        Assert.Equal("a", job.Name);
        Assert.Equal([new KeyChange("snapshotting.interval", "10m", "1h"), new("pruning.keep[0].count", "8", "4")], job.Keys);
    }

    [Fact]
    public void A_job_may_come_go_or_be_renamed()
    {
        var other = Job.Replace("name: a", "name: b", StringComparison.Ordinal);
        Assert.Equal(("b", "a"), Between(Job, other).Jobs.Select(job => (job.Name, job.RenamedFrom)).Single());
        Assert.Equal([(false, true)], Between("", Job).Jobs.Select(job => (job.Before is not null, job.After is not null)));
        Assert.Equal([(true, false)], Between(Job, "").Jobs.Select(job => (job.Before is not null, job.After is not null)));

        var changed = other.Replace("count: 8", "count: 4", StringComparison.Ordinal);
        Assert.Equal(["b", "a"], Between(Job, changed).Jobs.Select(job => job.Name)); // another name and other rules: another job
    }

    [Fact]
    public void Settings_of_the_daemon_are_told_apart()
    {
        var change = Between(Job, "global: {monitoring: [{type: prometheus, listen: ':9811'}]}\n" + Job);
        Assert.Empty(change.Jobs);
        Assert.Contains(change.Global, key => key.Path == "monitoring[0].listen" && key.After == "\":9811\"");
    }

    [Fact]
    public void A_changed_password_is_a_change_and_is_not_shown()
    {
        static string With(string password) => Job.Replace("prefix: auto_", $"prefix: auto_, hooks: [{{type: mysql-lock-tables, dsn: 'root:{password}@tcp(localhost)/', filesystems: {{'tank<': true}}}}]", StringComparison.Ordinal);

        var key = Assert.Single(Assert.Single(Between(With("abc"), With("xyz")).Jobs).Keys);

        Assert.Equal("snapshotting.hooks[0].dsn", key.Path);
        Assert.DoesNotContain("abc", key.Before, StringComparison.Ordinal);
        Assert.DoesNotContain("xyz", key.After, StringComparison.Ordinal);
    }

    private static ConfigurationChange Between(string before, string after) => ConfigurationChange.Between(Load(before), Load(after));

    private static ZreplConfiguration Load(string text)
    {
        var loaded = new ConfigurationLoader(new()).LoadText(text, "/zrepl.yml");
        Assert.True(loaded.Definition is not null, string.Join('\n', loaded.Problems));
        return loaded.Definition;
    }
}
