using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Tests.Support;
using Zrepl.Web.Data.Configurations;
using Zrepl.Web.Live.Configuring;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Tests.Web.Live;

/// <summary>The file stays the master: what is saved, what is refused, what is remembered (design D3).</summary>
public sealed class ConfigurationDeskTests : IAsyncLifetime
{
    private const string Job = "{ type: snap, name: new, filesystems: { 'tank<': true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }";

    private static readonly Actor Admin = new("anna", ActorWay.Browser, "::1", Role.Administrator);

    private readonly RunningDaemon _daemon = new();

    public async ValueTask InitializeAsync() => await _daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private ConfigurationDesk Desk => _daemon.Services.GetRequiredService<ConfigurationDesk>();

    private ConfigurationVersions Versions => _daemon.Services.GetRequiredService<ConfigurationVersions>();

    private string File => _daemon.ConfigurationPath;

    [Fact]
    public async Task What_is_saved_stands_in_the_file_and_the_jobs_run_by_it()
    {
        var before = Desk.Read(File);
        var text = before.Text.Replace("jobs: []", $"jobs: [{Job}] # ours", StringComparison.Ordinal);

        var answer = await Desk.SaveAsync(Admin, File, text, before.Revision, _daemon.Limit);

        Assert.Equal(SaveOutcome.Saved, answer.Outcome);
        Assert.Equal(text, System.IO.File.ReadAllText(File));
        Assert.Equal("new", Assert.Single(_daemon.Jobs.Configurations[^1].Jobs).Name.Text);
        Assert.Equal(Desk.Read(File).Revision, answer.Revision);
        Assert.False(Desk.IsNewerOnDisk);
        var versions = await UntilAsync(() => Versions.OfAsync(File, _daemon.Limit), found => found.Count == 2);
        Assert.Equal([(answer.Revision ?? "", "anna"), (before.Revision, "")], versions.Select(version => (version.Revision, version.Author)));
        Assert.Equal(before.Text, (await Versions.FindAsync(versions[1].Id, _daemon.Limit))?.Text);
        Assert.Contains(await AuditAsync(1), entry => entry is { Actor: "anna", Action: "configuration.save", IsDone: true });
    }

    [Fact]
    public async Task What_configcheck_refuses_is_not_written()
    {
        var before = Desk.Read(File);

        var answer = await Desk.SaveAsync(Admin, File, before.Text.Replace("jobs: []", "jobs: [{ type: snap }]", StringComparison.Ordinal), before.Revision, _daemon.Limit);

        Assert.Equal(SaveOutcome.Illegal, answer.Outcome);
        Assert.Contains(answer.Problems, problem => problem.Message.Contains("field name is required", StringComparison.Ordinal));
        Assert.Equal(before, Desk.Read(File));
        Assert.Single(_daemon.Jobs.Configurations);
    }

    [Fact]
    public async Task What_was_changed_on_the_machine_meanwhile_is_not_overwritten()
    {
        var before = Desk.Read(File);
        System.IO.File.AppendAllText(File, "\n# by hand\n");

        var answer = await Desk.SaveAsync(Admin, File, before.Text + "# ours", before.Revision, _daemon.Limit);

        Assert.Equal(SaveOutcome.ChangedMeanwhile, answer.Outcome);
        Assert.EndsWith("# by hand\n", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
        Assert.False(Desk.IsNewerOnDisk); // a comment means nothing
    }

    [Fact]
    public async Task Only_an_administrator_saves_and_only_files_of_the_configuration()
    {
        var before = Desk.Read(File);
        var @operator = Admin with { Role = Role.Operator };
        var other = _daemon.Directory.Write("other.yml", "jobs: []");

        Assert.Equal(SaveOutcome.NotAllowed, (await Desk.SaveAsync(@operator, File, before.Text + "#", before.Revision, _daemon.Limit)).Outcome);
        Assert.Equal(SaveOutcome.UnknownFile, (await Desk.SaveAsync(Admin, other, "jobs: []\n#", before.Revision, _daemon.Limit)).Outcome);
        Assert.Equal(SaveOutcome.UnknownFile, (await Desk.SaveAsync(Admin, "/etc/passwd", "x", before.Revision, _daemon.Limit)).Outcome);
        Assert.Throws<ConfigurationFileException>(() => Desk.Read("/etc/passwd"));
        Assert.Equal("jobs: []", System.IO.File.ReadAllText(other));
        Assert.Equal(before, Desk.Read(File));
        Assert.All(await AuditAsync(3), entry => Assert.False(entry.IsDone));
    }

    [Fact]
    public async Task An_included_file_is_edited_like_the_main_one()
    {
        var included = _daemon.Directory.Write("jobs.d/a.yml", "jobs: []\n");
        var main = Desk.Read(File);
        await Desk.SaveAsync(Admin, File, main.Text + "\ninclude: [jobs.d]\n", main.Revision, _daemon.Limit);
        Assert.Equal([File, included], Desk.Files);
        var before = Desk.Read(included);

        Assert.True(Desk.Check(included, "jobs: [{ type: snap }]").HasErrors);
        var answer = await Desk.SaveAsync(Admin, included, $"jobs: [{Job}]\r\n", before.Revision, _daemon.Limit);

        Assert.Equal(SaveOutcome.Saved, answer.Outcome);
        Assert.Equal($"jobs: [{Job}]\n", System.IO.File.ReadAllText(included));
        Assert.Equal("new", Assert.Single(_daemon.Jobs.Configurations[^1].Jobs).Name.Text);
    }

    [Fact]
    public async Task A_change_by_hand_is_seen_and_becomes_a_version_once_it_is_taken_over()
    {
        System.IO.File.WriteAllText(File, System.IO.File.ReadAllText(File).Replace("jobs: []", $"jobs: [{Job}]", StringComparison.Ordinal));
        Assert.True(Desk.IsNewerOnDisk);

        await Assert.ThrowsAsync<SecurityRefusedException>(() => Desk.ReloadAsync(Admin with { Role = Role.Operator }, _daemon.Limit));
        Assert.NotNull(await Desk.ReloadAsync(Admin, _daemon.Limit));

        Assert.False(Desk.IsNewerOnDisk);
        var versions = await UntilAsync(() => Versions.OfAsync(File, _daemon.Limit), found => found.Count == 2);
        Assert.All(versions, version => Assert.Equal("", version.Author));
    }

    [Fact]
    public async Task A_review_tells_what_would_change_and_writes_nothing()
    {
        var before = Desk.Read(File);

        var review = await Desk.ReviewAsync(File, before.Text.Replace("jobs: []", $"jobs: [{Job}]", StringComparison.Ordinal), _daemon.Limit);

        Assert.Equal("new", Assert.Single(review.Change?.Jobs ?? []).Name);
        Assert.Equal([LineFate.Removed, LineFate.Added], review.Lines.Where(line => line.Fate != LineFate.Kept).Select(line => line.Fate));
        Assert.Equal(before, Desk.Read(File));
        Assert.False((await Desk.ReviewAsync(File, "jobs: [", _daemon.Limit)).IsLegal);
    }

    private Task<List<Zrepl.Web.Data.Entities.AuditEntity>> AuditAsync(int count) => UntilAsync(
        async () => (await _daemon.Services.GetRequiredService<AuditTrail>().ReadAsync(null, "", 20, _daemon.Limit)).FindAll(entry => entry.Action == "configuration.save"),
        found => found.Count == count);

    // What is remembered is written behind.
    private async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> isWanted)
    {
        while (true)
        {
            var found = await read();
            if (isWanted(found)) return found;
            _daemon.Limit.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
