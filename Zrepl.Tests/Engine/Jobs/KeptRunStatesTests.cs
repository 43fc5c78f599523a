using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>Pauses and numbers of runs outlive the process, whatever becomes of the database.</summary>
public sealed class KeptRunStatesTests : IDisposable
{
    private static readonly JobName Job = JobName.Parse("to_nas");

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly LogProbe<KeptRunStates> _log = new();

    private string File => Path.Combine(_directory.Path, "jobs.zrepl.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_pause_is_on_disk_when_whoever_asked_for_it_is_answered()
    {
        using var states = States();
        states.Save(Job, new() { LastNumber = 6, IsPaused = true, PausedUntil = _clock.GetUtcNow().AddHours(2) });

        using var restarted = States(); // after a power cut: nothing was closed
        Assert.Equal(new JobRunState { LastNumber = 6, IsPaused = true, PausedUntil = _clock.GetUtcNow().AddHours(2) }, await LoadAsync(restarted));

        states.Save(Job, new() { LastNumber = 6 });
        using var again = States();
        Assert.False((await LoadAsync(again)).IsPaused);
    }

    [Fact]
    public async Task Everything_else_follows_within_a_second_and_at_the_end()
    {
        var states = States();
        for (var number = 1; number <= 5; number++) states.Save(Job, new() { LastNumber = number });
        Assert.False(System.IO.File.Exists(File));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, (await LoadAsync(States())).LastNumber);

        states.Save(Job, new() { LastNumber = 7 });
        states.Dispose();
        Assert.Equal(7, (await LoadAsync(States())).LastNumber);
    }

    [Fact]
    public async Task A_database_that_knows_nothing_takes_no_pause_away()
    {
        var database = new MemoryRunStateStore();
        using (var states = States(database)) states.Save(Job, new() { LastNumber = 6, IsPaused = true });
        Assert.True((await database.LoadAsync(Job, CancellationToken.None)).IsPaused); // it is told all the same

        using var restarted = States(new MemoryRunStateStore()); // locked: nothing can be read
        Assert.Equal((6, true), (await LoadAsync(restarted) is var state ? (state.LastNumber, state.IsPaused) : default));
    }

    [Fact]
    public async Task What_an_earlier_version_left_in_the_database_counts_until_there_is_a_file()
    {
        var database = new MemoryRunStateStore();
        database.Save(Job, new() { LastNumber = 40, IsPaused = true });
        using var states = States(database);
        Assert.Equal(40, (await LoadAsync(states)).LastNumber);
    }

    [Theory]
    [InlineData("{ \"to_nas\": ")]
    [InlineData("{ \"to_nas\": null }")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task A_file_that_cannot_be_read_is_told_and_the_database_counts(string text)
    {
        await System.IO.File.WriteAllTextAsync(File, text, TestContext.Current.CancellationToken);
        var database = new MemoryRunStateStore();
        database.Save(Job, new() { IsPaused = true });
        using var states = States(database);
        Assert.True((await LoadAsync(states)).IsPaused);
        Assert.Contains(_log.Entries, entry => entry.Message.Contains(File, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_once_and_ends_nothing()
    {
        Directory.CreateDirectory(File + ".new"); // where the new content would be written
        using var states = States();
        states.Save(Job, new() { IsPaused = true });
        states.Save(Job, new() { IsPaused = false });
        Assert.Single(_log.Entries);
        Assert.False((await LoadAsync(states)).IsPaused);

        Directory.Delete(File + ".new");
        states.Save(Job, new() { LastNumber = 2 });
        _clock.Advance(TimeSpan.FromSeconds(1));
        using var restarted = States();
        Assert.Equal(2, (await LoadAsync(restarted)).LastNumber);
    }

    private KeptRunStates States(IRunStateStore? other = null) => new(File, other ?? new MemoryRunStateStore(), _clock, _log);

    private static async Task<JobRunState> LoadAsync(KeptRunStates states) => await states.LoadAsync(Job, CancellationToken.None);
}
