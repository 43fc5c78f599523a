using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Tests.Support;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Configurations;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Live.Configuring;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Tests.Web.Live;

/// <summary>Wherever a save is cut short, what the file said before is kept and what it says now is told; what others changed is never taken over unseen.</summary>
public sealed class SavingUnderStressTests : IAsyncLifetime
{
    private const string Job = "{ type: snap, name: new, filesystems: { 'tank<': true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }";

    private static readonly Actor Anna = new("anna", ActorWay.Browser, "::1", Role.Administrator);

    private readonly RunningDaemon _daemon = new(directory => $$"""
        global:
          logging: [{ type: file, level: debug, format: logfmt, filename: {{directory}}/log }]
          control: { sockpath: {{directory}}/run/control }
        include: [jobs.d]
        jobs: []

        """);

    public async ValueTask InitializeAsync()
    {
        _daemon.Directory.Write("jobs.d/a.yml", "jobs: []\n");
        _daemon.Directory.Write("jobs.d/b.yml", "jobs: []\n");
        await _daemon.StartAsync();
    }

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private string Main => _daemon.ConfigurationPath;

    private string IncludedA => Path.Combine(_daemon.Directory.Path, "jobs.d", "a.yml");

    private string IncludedB => Path.Combine(_daemon.Directory.Path, "jobs.d", "b.yml");

    private ConfigurationVersions Versions => _daemon.Services.GetRequiredService<ConfigurationVersions>();

    private AuditTrail Audit => _daemon.Services.GetRequiredService<AuditTrail>();

    [Theory]
    [InlineData("changed", " was changed on the machine at ")]
    [InlineData("gone", " is not there any more")]
    [InlineData("new", " was changed on the machine at ")]
    public async Task Another_file_that_changed_meanwhile_is_named_and_nothing_is_written_nor_taken_over(string what, string words)
    {
        var desk = Desk(new ConfigurationDisk());
        var main = desk.Read(Main);
        var changed = what == "new" ? Path.Combine(_daemon.Directory.Path, "jobs.d", "c.yml") : IncludedB;
        if (what == "gone") File.Delete(changed);
        else await File.WriteAllTextAsync(changed, $"jobs: [{Job}]\n", _daemon.Limit);
        var at = what == "gone" ? "" : File.GetLastWriteTime(changed).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

        var answer = await desk.SaveAsync(Anna, Main, main.Text + "# ours\n", main.Revision, _daemon.Limit);

        Assert.Equal(SaveOutcome.ChangedMeanwhile, answer.Outcome);
        Assert.StartsWith(changed + words + at, answer.Text, StringComparison.Ordinal);
        Assert.Equal(main.Text, await File.ReadAllTextAsync(Main, _daemon.Limit));
        Assert.Single(_daemon.Jobs.Configurations);
    }

    [Fact]
    public async Task Who_saved_the_other_file_is_named()
    {
        var desk = Desk(new ConfigurationDisk());
        var (main, included) = (desk.Read(Main), desk.Read(IncludedA));
        Assert.Equal(SaveOutcome.Saved, (await desk.SaveAsync(Anna with { Name = "bert" }, IncludedA, $"jobs: [{Job}]\n", included.Revision, _daemon.Limit)).Outcome);
        await UntilAsync(async () => (await Versions.OfAsync(IncludedA, _daemon.Limit)).Count == 2);

        var answer = await desk.SaveAsync(Anna, Main, main.Text + "# ours\n", main.Revision, _daemon.Limit);

        Assert.Equal(SaveOutcome.ChangedMeanwhile, answer.Outcome);
        Assert.StartsWith(IncludedA + " was saved by bert at ", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changes_at_the_last_moment_is_seen_too()
    {
        var desk = Desk(new OnDisk { Before = () => File.AppendAllText(IncludedB, "# by hand\n") });
        var main = desk.Read(Main);

        var answer = await desk.SaveAsync(Anna, Main, main.Text + "# ours\n", main.Revision, _daemon.Limit);

        Assert.Equal(SaveOutcome.ChangedMeanwhile, answer.Outcome);
        Assert.Contains(IncludedB, answer.Text, StringComparison.Ordinal);
        Assert.Equal(main.Text, await File.ReadAllTextAsync(Main, _daemon.Limit));
        Assert.Equal(3, Directory.EnumerateFiles(_daemon.Directory.Path, "*", SearchOption.AllDirectories).Count(file => file.EndsWith(".yml", StringComparison.Ordinal) || file.Contains(".yml.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_was_there_and_who_replaces_it_is_in_the_database_before_anything_is_written()
    {
        List<string> kept = [];
        List<string> begun = [];
        var desk = Desk(new OnDisk
        {
            Before = () =>
            {
                kept = [.. Versions.OfAsync(Main, _daemon.Limit).GetAwaiter().GetResult().Select(version => version.Revision)];
                begun = [.. EntriesAsync("configuration.saving").GetAwaiter().GetResult().Select(entry => $"{entry.Actor} {entry.Target} {entry.Detail}")];
            },
        });
        var main = desk.Read(Main);
        await File.AppendAllTextAsync(Main, "# by hand, never seen by the daemon\n", _daemon.Limit);
        main = desk.Read(Main);

        await desk.SaveAsync(Anna, Main, main.Text + "# ours\n", main.Revision, _daemon.Limit);

        Assert.Equal(FileStamp.Of(Main).Revision, begun.Single()[^16..]);
        Assert.StartsWith($"anna {Main} {main.Revision[..16]} to ", begun.Single(), StringComparison.Ordinal);
        Assert.Equal(main.Revision[..16], kept[0]);
    }

    [Fact]
    public async Task If_the_process_dies_after_the_rename_the_next_start_still_knows_who_saved_and_what_was_there_before()
    {
        var desk = Desk(new OnDisk { After = () => throw new DiedException() });
        var main = desk.Read(Main);
        await Assert.ThrowsAsync<DiedException>(() => desk.SaveAsync(Anna, Main, main.Text + "# ours\n", main.Revision, _daemon.Limit));
        Assert.EndsWith("# ours\n", await File.ReadAllTextAsync(Main, _daemon.Limit), StringComparison.Ordinal);

        Versions.RememberFiles([Main]); // as a start does

        await UntilAsync(async () => (await Versions.OfAsync(Main, _daemon.Limit)).Count == 2);
        var versions = await Versions.OfAsync(Main, _daemon.Limit);
        Assert.Equal([(FileStamp.Of(Main).Revision, "anna"), (main.Revision[..16], "")], versions.Select(version => (version.Revision, version.Author)));
        Assert.Equal(main.Text, (await Versions.FindAsync(versions[1].Id, _daemon.Limit))?.Text);
    }

    [Fact]
    public async Task If_the_process_dies_before_the_rename_nothing_is_changed_and_a_later_change_by_hand_is_nobodys()
    {
        var desk = Desk(new OnDisk { Before = () => throw new DiedException() });
        var main = desk.Read(Main);
        await Assert.ThrowsAsync<DiedException>(() => desk.SaveAsync(Anna, Main, main.Text + "# ours\n", main.Revision, _daemon.Limit));
        Assert.Equal(main.Text, await File.ReadAllTextAsync(Main, _daemon.Limit));

        await File.AppendAllTextAsync(Main, "# by hand\n", _daemon.Limit);
        Versions.RememberFiles([Main]);

        await UntilAsync(async () => (await Versions.OfAsync(Main, _daemon.Limit)).Count == 2);
        Assert.All(await Versions.OfAsync(Main, _daemon.Limit), version => Assert.Equal("", version.Author));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_synced_does_not_make_what_is_written_unwritten()
    {
        var desk = Desk(new OnDisk { Doubt = "the directory cannot be synced: Input/output error" });
        var main = desk.Read(Main);

        var answer = await desk.SaveAsync(Anna, Main, main.Text.Replace("jobs: []", $"jobs: [{Job}]", StringComparison.Ordinal), main.Revision, _daemon.Limit);

        Assert.Equal(SaveOutcome.Saved, answer.Outcome);
        Assert.Equal("what was written might not survive a power cut: the directory cannot be synced: Input/output error", Assert.Single(answer.Warnings));
        Assert.Equal("new", Assert.Single(_daemon.Jobs.Configurations[^1].Jobs).Name.Text);
        await UntilAsync(async () => (await EntriesAsync("configuration.save")).Exists(entry => entry.IsDone && entry.Detail.Contains("power cut", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_locked_database_prevents_no_save_and_what_was_there_is_kept_beside()
    {
        var desk = Desk(new ConfigurationDisk());
        var main = desk.Read(Main);
        File.SetUnixFileMode(Main, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        await UntilAsync(async () => (await Versions.OfAsync(Main, _daemon.Limit)).Count == 1);
        await using var other = await LockedAsync();
        Audit.Done(Anna, "test", Main, "meets the lock");
        await _daemon.Services.GetRequiredService<HistoryWriter>().InTrouble.WaitAsync(_daemon.Limit); // it is known what is wrong, so the words do not depend on time

        var answer = await desk.SaveAsync(Anna, Main, main.Text + "# ours\n", main.Revision, _daemon.Limit);

        Assert.Equal(SaveOutcome.Saved, answer.Outcome);
        var warning = Assert.Single(answer.Warnings);
        Assert.Contains("is locked by another program", warning, StringComparison.Ordinal);
        var beside = Assert.Single(Directory.GetFiles(_daemon.Directory.Path, "zrepl.yml.previous-*"));
        Assert.EndsWith($"is kept as {beside}", warning, StringComparison.Ordinal);
        Assert.Equal(main.Text, await File.ReadAllTextAsync(beside, _daemon.Limit));
        Assert.Equal(File.GetUnixFileMode(Main), File.GetUnixFileMode(beside));
        Assert.EndsWith("# ours\n", await File.ReadAllTextAsync(Main, _daemon.Limit), StringComparison.Ordinal);

        await other.CloseAsync();
        await UntilAsync(async () => await Versions.OfAsync(Main, _daemon.Limit) is [{ Author: "anna" }, { Author: "" } old] && old.Revision == main.Revision[..16]);
        await UntilAsync(async () => (await EntriesAsync("configuration.saving")).Count == 1 && (await EntriesAsync("configuration.save")).Count == 1);
    }

    [Fact]
    public async Task A_damaged_database_is_set_aside_and_the_new_one_keeps_what_was_there()
    {
        var desk = Desk(new ConfigurationDisk());
        var main = desk.Read(Main);
        await DatabaseFile.BreakAsync(_daemon.Services.GetRequiredService<HistoryDatabase>().Path);

        var answer = await desk.SaveAsync(Anna, Main, main.Text + "# ours\n", main.Revision, _daemon.Limit);

        Assert.Equal((SaveOutcome.Saved, "saved and taken over"), (answer.Outcome, answer.Text));
        Assert.Empty(Directory.GetFiles(_daemon.Directory.Path, "*.previous-*"));
        await UntilAsync(async () => await Versions.OfAsync(Main, _daemon.Limit) is [{ Author: "anna" }, { Author: "" } old] && old.Revision == main.Revision[..16]);
    }

    [Fact] // a commit is synced to disk before the file is replaced, or a power cut could take back what was kept and not the rename
    public async Task What_the_database_keeps_survives_a_power_cut()
    {
        await using var db = _daemon.Services.GetRequiredService<HistoryDatabase>().Connect();
        const int Full = 2;
        Assert.Equal(Full, await db.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(_daemon.Limit));
    }

    [Fact]
    public async Task What_can_be_kept_nowhere_is_not_replaced()
    {
        var desk = Desk(new OnDisk { BesideProblem = "zrepl.yml.previous cannot be written: No space left on device" });
        var main = desk.Read(Main);
        await using var other = await LockedAsync();

        var answer = await desk.SaveAsync(Anna, Main, main.Text + "# ours\n", main.Revision, _daemon.Limit);

        Assert.Equal(SaveOutcome.Failed, answer.Outcome);
        Assert.StartsWith("nothing was written, because what ", answer.Text, StringComparison.Ordinal);
        Assert.Contains("No space left on device", answer.Text, StringComparison.Ordinal);
        Assert.Equal(main.Text, await File.ReadAllTextAsync(Main, _daemon.Limit));
    }

    [Theory]
    [InlineData("640", false)]
    [InlineData("2664", false)]
    [InlineData("400", true)] // behind a symbolic link
    public async Task Owner_group_and_mode_survive_a_save(string mode, bool isLinked)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root gives files away");
        var real = Main;
        if (isLinked)
        {
            real = Path.Combine(_daemon.Directory.Path, "real.yml");
            File.Move(Main, real);
            File.CreateSymbolicLink(Main, real);
        }

        await RunAsync("chown", "12345:23456", real); // of nobody
        await RunAsync("chmod", mode, real);
        var desk = Desk(new ConfigurationDisk());
        var main = desk.Read(Main);

        Assert.Equal(SaveOutcome.Saved, (await desk.SaveAsync(Anna, Main, main.Text + "# ours\n", main.Revision, _daemon.Limit)).Outcome);

        Assert.Equal($"12345 23456 {mode} 1", await RunAsync("stat", "--format=%u %g %a %h", real));
        Assert.EndsWith("# ours\n", await File.ReadAllTextAsync(real, _daemon.Limit), StringComparison.Ordinal);
        Assert.Equal(isLinked, new FileInfo(Main).LinkTarget is not null);
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!; // no shell command, hence never null
        var output = await process.StandardOutput.ReadToEndAsync(_daemon.Limit);
        await process.WaitForExitAsync(_daemon.Limit);
        Assert.Equal(0, process.ExitCode);
        return output.TrimEnd();
    }

    private ConfigurationDesk Desk(IConfigurationDisk disk)
    {
        var services = _daemon.Services;
        return new(
            services.GetRequiredService<ConfigurationInForce>(), services.GetRequiredService<IConfigurationReload>(), services.GetRequiredService<IChangeConsequences>(), Versions,
            new(Versions, disk, Audit, TimeProvider.System), disk, Audit);
    }

    private async Task<List<AuditEntity>> EntriesAsync(string action) => (await Audit.ReadAsync(null, "", 20, _daemon.Limit)).FindAll(entry => entry.Action == action);

    private async Task<SqliteConnection> LockedAsync()
    {
        var other = new SqliteConnection($"Data Source={_daemon.Services.GetRequiredService<HistoryDatabase>().Path};Pooling=False");
        await other.OpenAsync(_daemon.Limit);
        await using var begin = other.CreateCommand();
        begin.CommandText = "BEGIN EXCLUSIVE";
        await begin.ExecuteNonQueryAsync(_daemon.Limit);
        return other;
    }

    // What is remembered is written behind.
    private async Task UntilAsync(Func<Task<bool>> isSeen)
    {
        while (!await isSeen())
        {
            _daemon.Limit.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class OnDisk : IConfigurationDisk
    {
        public Action? Before { get; init; }

        public Action? After { get; init; }

        public string? Doubt { get; init; }

        public string? BesideProblem { get; init; }

        public string? Replace(string path, string expected, byte[] content, Action lastLook)
        {
            Before?.Invoke();
            var doubt = FileReplacement.Replace(path, expected, content, lastLook);
            After?.Invoke();
            return Doubt ?? doubt;
        }

        public (string Path, string? Doubt) KeepBeside(string path, byte[] content, DateTimeOffset at) =>
            BesideProblem is null ? FileReplacement.KeepBeside(path, content, at) : throw new ConfigurationFileException(BesideProblem);
    }

    private sealed class DiedException : Exception;
}
