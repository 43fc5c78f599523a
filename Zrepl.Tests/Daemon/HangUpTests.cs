using Zrepl.Tests.Support;

namespace Zrepl.Tests.Daemon;

/// <summary>SIGHUP to the program itself: all of a changed file is taken over, or nothing if it has an error; the process goes on in any case (config C17).</summary>
public sealed class HangUpTests
{
    [Fact]
    public async Task A_changed_file_is_taken_over_a_bad_one_is_not_and_says_why()
    {
        using var limit = new CancellationTokenSource(Deadline.OfATest);
        using var directory = new TemporaryDirectory();
        await using var daemon = await DaemonProcess.StartAsync(
            directory.Path, $"jobs: [{Snap("one")}]", [], limit.Token, arguments: ["--zfs-sim", Path.Combine(directory.Path, "machine")]);
        Assert.Equal(["one"], await daemon.JobsAsync(limit.Token));
        var file = DaemonProcess.ConfigurationIn(directory.Path);
        var first = await File.ReadAllTextAsync(file, limit.Token);
        var id = daemon.Id;

        await File.WriteAllTextAsync(file, first.Replace("jobs: [", $"jobs: [{Snap("two")}, ", StringComparison.Ordinal), limit.Token);
        await daemon.HangUpAsync(limit.Token);
        await daemon.LoggedAsync("added: two", limit.Token);
        Assert.Equal(["one", "two"], await daemon.JobsAsync(limit.Token));

        await File.WriteAllTextAsync(file, first.Replace("type: snap", "type: snapshot", StringComparison.Ordinal), limit.Token);
        await daemon.HangUpAsync(limit.Token);
        await daemon.LoggedAsync("invalid type name", limit.Token);
        Assert.Equal(["one", "two"], await daemon.JobsAsync(limit.Token));

        await File.WriteAllTextAsync(file, first, limit.Token);
        await daemon.HangUpAsync(limit.Token);
        await daemon.LoggedAsync("removed: two", limit.Token);
        while (!(await daemon.JobsAsync(limit.Token)).SequenceEqual(["one"])) // the other one is still about to end
            await Task.Delay(50, limit.Token); // another process cannot ring our bell
        Assert.Equal((id, 0), (daemon.Id, (await daemon.TerminateAsync(limit.Token)).Code));
    }

    private static string Snap(string name) =>
        $$"""{ type: snap, name: {{name}}, filesystems: { "tank<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }""";
}
