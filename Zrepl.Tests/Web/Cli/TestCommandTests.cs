using System.Text.Json;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Cli;

/// <summary><c>zrepl test</c>: spec A8, H1 .</summary>
public sealed class TestCommandTests : IAsyncLifetime
{
    private const string RecordedToken =
        "1-9b8ae5c09-d0-789c636064000310a500c4ec50360710e72765a52697303030439460caa7a515a79680646ae0f26c48f2499525a9c520f1d83aacfa4bf2d34b33531818fef02f159d65a367ea8024cf0996cf4bcc4d6560282e4ad64f492c4974a82a4a2dc88937323032333434308c37000310c50007009ba01b98";

    private readonly TemporaryDirectory _directory = new();
    private readonly SimulatedHost _host = new();
    private string _configuration = "";

    public async ValueTask InitializeAsync()
    {
        await _host.CreatePoolAsync("tank");
        var zfs = new SimulatedZfs(_host);
        string[][] commands =
            [["create", "tank/home"], ["create", "tank/home/anna"], ["create", "-o", "zrepl:placeholder=on", "tank/in"], ["create", "tank/in/child"]];
        foreach (var command in commands)
            Assert.True((await zfs.RunAsync(ZfsCommand.Zfs(command), TestContext.Current.CancellationToken)).IsSuccess);
        _configuration = _directory.Write("zrepl.yml", """
            jobs:
              - { type: snap, name: s, filesystems: { "tank/home<": true, "tank/home/anna": false }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 1 }] } }
              - { type: sink, name: in, root_fs: tank/in, serve: { type: local, listener_name: in } }
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OnAsync(_host, ["test", .. arguments, "--config", _configuration]);

    [Fact]
    public async Task Every_dataset_is_accepted_or_rejected_A_20() => Assert.Equal(
        new(0, "REJECT\ttank\t\nACCEPT\ttank/home\t\nREJECT\ttank/home/anna\t\nREJECT\ttank/in\t\nREJECT\ttank/in/child\t\n", ""),
        await RunAsync("filesystems", "--job", "s", "--all"));

    [Fact]
    public async Task Connect_prints_each_layer_and_fails_with_the_one_that_does_not_stand()
    {
        _configuration = _directory.Write("connect.yml", """
            jobs:
              - { type: pull, name: p, root_fs: tank/pulled, interval: manual, connect: { type: tcp, address: "zrepl-test.invalid:8888" }, pruning: { keep_sender: [{ type: last_n, count: 1 }], keep_receiver: [{ type: last_n, count: 1 }] } }
              - { type: sink, name: in, root_fs: tank/in, serve: { type: local, listener_name: in } }
            """);
        var run = await RunAsync("connect", "p");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("p -> tcp zrepl-test.invalid:8888\nFAILED  name        cannot connect to zrepl-test.invalid:8888: ", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("stopped at name: Check the host", run.Error, StringComparison.Ordinal);
        Assert.Equal("job \"in\" of type sink waits for others: run zrepl test connect where the job is that connects to it\n", (await RunAsync("connect", "in")).Error);
        Assert.Equal("job \"x\" not defined in config (jobs that connect: p)\n", (await RunAsync("connect", "x")).Error);
    }

    [Fact]
    public async Task Connect_succeeds_for_two_jobs_of_one_daemon()
    {
        _configuration = _directory.Write("connect.yml", """
            jobs:
              - { type: push, name: p, filesystems: { "tank<": true }, snapshotting: { type: manual }, connect: { type: local, listener_name: in, client_identity: me }, pruning: { keep_sender: [{ type: last_n, count: 1 }], keep_receiver: [{ type: last_n, count: 1 }] } }
              - { type: sink, name: in, root_fs: tank/in, serve: { type: local, listener_name: in } }
            """);
        var run = await RunAsync("connect", "p");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            "p -> local in\nok      transport   job in has this listener_name; the two meet inside the daemon\nok      identity    we are \"me\" there\nok      role        it is a sink job\n",
            run.Output);
    }

    [Theory]
    [InlineData("tank/home/bert", 0, "ACCEPT\ttank/home/bert\t\n", "")]
    [InlineData("tank//home", 1, "ERROR\ttank//home\t", "filter errors occurred\n")]
    public async Task One_name_can_be_tested_which_need_not_exist_A_20(string name, int exitCode, string output, string error)
    {
        var run = await RunAsync("filesystems", "--job", "s", "--input", name);
        Assert.Equal((exitCode, error), (run.ExitCode, run.Error));
        Assert.StartsWith(output, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("must specify --job flag\nIt also needs one of --all and --input DATASET. Jobs there are: s.")]
    [InlineData("must specify --job flag\nJobs there are: s.", "--all")]
    [InlineData("must set one: --all or --input", "--job", "s")]
    [InlineData("must set one: --all or --input", "--job", "s", "--all", "--input", "tank")]
    [InlineData("job \"x\" not defined in config\nJobs there are: s.", "--job", "x", "--all")]
    [InlineData("job type sink does not have filesystems filter", "--job", "in", "--all")]
    public async Task Wrong_flags_of_filesystems_are_told(string message, params string[] flags) =>
        Assert.Equal(new(1, "", message + "\n"), await RunAsync(["filesystems", .. flags]));

    [Fact]
    public async Task Placeholders_are_told_from_datasets_that_inherit_the_property() => Assert.Equal(
        new(0, "IS_PLACEHOLDER\tDATASET\tzrepl:placeholder\nno\ttank\t\nno\ttank/home\t\nno\ttank/home/anna\t\nyes\ttank/in\ton\nno\ttank/in/child\t\n", ""),
        await RunAsync("placeholder", "--all"));

    [Theory]
    [InlineData("filesystem \"missing\" does not exist", "--dataset", "missing")]
    [InlineData("must specify --dataset DATASET or --all")]
    public async Task A_missing_dataset_is_told_A_21(string message, params string[] flags) =>
        Assert.Equal(new(1, "", message + "\n"), await RunAsync(["placeholder", .. flags]));

    [Fact]
    public async Task One_dataset_can_be_looked_at() =>
        Assert.Equal("IS_PLACEHOLDER\tDATASET\tzrepl:placeholder\nyes\ttank/in\ton\n", (await RunAsync("placeholders", "--dataset", "tank/in")).Output);

    /// <summary>A token that OpenZFS 2.3.2 printed.</summary>
    [Fact]
    public async Task A_resume_token_is_decoded_A_22()
    {
        var run = await RunAsync("decoderesumetoken", "--token", RecordedToken);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("{\n \"HasFromGUID\": ", run.Output, StringComparison.Ordinal);
        var decoded = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(15, decoded.EnumerateObject().Count());
        Assert.True(decoded.GetProperty("HasToGUID").GetBoolean());
        Assert.Contains('@', decoded.GetProperty("ToName").GetString()!);
    }

    [Theory]
    [InlineData("token argument must be specified")]
    [InlineData("resume token is corrupt", "--token", "1-c49b979a2-e0-789c")]
    public async Task A_token_that_is_none_is_told_A_22(string message, params string[] flags)
    {
        var run = await RunAsync(["decoderesumetoken", .. flags]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_group_alone_prints_its_help_and_an_unknown_test_fails()
    {
        var alone = await CommandRun.OfAsync("test");
        Assert.Equal(0, alone.ExitCode);
        Assert.Contains("filesystems", alone.Output, StringComparison.Ordinal);
        var unknown = await CommandRun.OfAsync("test", "foo");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("unknown command \"foo\" for \"zrepl test\"", unknown.Error, StringComparison.Ordinal);
    }
}
