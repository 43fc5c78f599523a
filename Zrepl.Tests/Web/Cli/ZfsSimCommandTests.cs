using System.Text;
using Zrepl.Tests.Support;
using Zrepl.Web.Cli;

namespace Zrepl.Tests.Web.Cli;

/// <summary><c>zrepl zfs-sim</c> stands where <c>zfs</c> is expected (design D2).</summary>
public sealed class ZfsSimCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private async Task<(int ExitCode, byte[] Output, string Error)> RunAsync(byte[] input, params string[] arguments)
    {
        var (output, errors, messages) = (new MemoryStream(), new MemoryStream(), new StringWriter());
        var exitCode = await CommandLine.RunAsync(["zfs-sim", .. arguments], new(TextWriter.Null, messages)
        {
            OpenInput = () => new MemoryStream(input),
            OpenOutput = () => output,
            OpenError = () => errors,
        });
        return (exitCode, output.ToArray(), messages + Encoding.UTF8.GetString(errors.ToArray()));
    }

    private async Task<string> DoneAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync([], ["--state", _directory.Path, .. arguments]);
        Assert.Equal((0, ""), (exitCode, error));
        return Encoding.UTF8.GetString(output);
    }

    [Fact]
    public async Task Commands_find_what_earlier_ones_left_and_options_reach_them_untouched()
    {
        await DoneAsync("zpool", "create", "tank", "disk");
        await DoneAsync("zfs", "create", "-o", "x:config=a", "tank/a");
        Assert.Equal("tank\ntank/a\n", await DoneAsync("zfs", "list", "-H", "-o", "name", "-r", "tank"));
        Assert.Equal("a\n", await DoneAsync("zfs", "get", "-Hp", "-o", "value", "x:config", "tank/a"));
    }

    [Fact]
    public async Task A_stream_goes_out_and_comes_in()
    {
        await DoneAsync("zpool", "create", "tank", "disk");
        await DoneAsync("zfs", "create", "tank/a");
        await DoneAsync("zfs", "snapshot", "tank/a@1");
        var sent = await RunAsync([], "--state", _directory.Path, "zfs", "send", "tank/a@1");
        Assert.Equal((0, ""), (sent.ExitCode, sent.Error));
        var received = await RunAsync(sent.Output, "--state", _directory.Path, "zfs", "recv", "tank/b");
        Assert.Equal((0, ""), (received.ExitCode, received.Error));
        Assert.Equal("tank/a@1\ntank/b@1\n", await DoneAsync("zfs", "list", "-H", "-o", "name", "-t", "snapshot"));
    }

    [Fact]
    public async Task A_failure_has_the_exit_code_and_the_words_of_zfs()
    {
        var (exitCode, output, error) = await RunAsync([], "--state", _directory.Path, "zfs", "list", "nope");
        Assert.Equal((1, "cannot open 'nope': dataset does not exist\n"), (exitCode, error));
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("name the directory of the simulated machine with --state DIR or ZREPL_SIM_STATE\n", "zfs", "list")]
    [InlineData("\"btrfs\" is not simulated: zfs or zpool\n", "--state", "/tmp/x", "btrfs")]
    public async Task Wrong_arguments_are_told(string message, params string[] arguments)
    {
        var (exitCode, _, error) = await RunAsync([], arguments);
        Assert.Equal((1, message), (exitCode, error));
    }
}
