using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Web.Cli;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Tests.Web.Security;

/// <summary><c>zrepl user</c>: the way in for root of the machine, beside a running daemon.</summary>
public sealed class UserCommandTests : IAsyncDisposable
{
    private readonly RunningDaemon _daemon = new() { SignsIn = false };

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task A_user_is_added_listed_given_another_role_and_removed_while_the_daemon_runs()
    {
        await _daemon.StartAsync();
        Assert.Equal((0, "Nobody can sign in yet. Add somebody: zrepl user add NAME\n", ""), await RunAsync("", "list"));
        Assert.Equal((0, "anna may sign in as administrator.\n", ""), await RunAsync("correct horse battery\n", "add", "anna"));
        await _daemon.Services.GetRequiredService<SignInDesk>().SignInAsync("anna", "correct horse battery", "192.0.2.1", "", _daemon.Limit);
        Assert.Equal((1, "", "anna is the only administrator. Make somebody else one first.\n"), await RunAsync("", "remove", "anna"));
        Assert.Equal(0, (await RunAsync("", "add", "bert", "--role", "viewer", "--generate")).ExitCode);
        Assert.Equal((0, "bert is administrator now.\n", ""), await RunAsync("", "role", "bert", "administrator"));
        Assert.Equal((0, "anna is removed.\n", ""), await RunAsync("", "remove", "anna"));
        var list = await RunAsync("", "list");
        Assert.StartsWith("bert                 administrator  last signed in never", list.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short", "The password has 5 characters; it needs at least 10.\n")]
    [InlineData("anna-is-my-name", "The password must not contain the user name.\n")]
    [InlineData("aaaaaaaaaaaaaaaa", "The password repeats the same few characters.\n")]
    [InlineData("", "There is no password on the standard input. Pipe it in, run this on a terminal, or use --generate.\n")]
    public async Task A_password_that_is_none_is_refused(string password, string error)
    {
        await _daemon.StartAsync();
        Assert.Equal((1, "", error), await RunAsync(password + "\n", "add", "anna"));
    }

    [Fact]
    public async Task What_is_typed_wrong_is_told()
    {
        await _daemon.StartAsync();
        Assert.Equal((1, "", "There is no user named nobody.\n"), await RunAsync("correct horse battery\n", "passwd", "nobody"));
        Assert.Equal((1, "", "There is no role \"root\": viewer, operator, administrator.\n"),
            await RunAsync("correct horse battery\n", "add", "anna", "--role", "root"));
        Assert.Equal((1, "", "A name consists of letters, digits and . _ - @\n"), await RunAsync("correct horse battery\n", "add", "an na"));
        var elsewhere = await CommandRun.OfAsync("user", "list", "--state", _daemon.StatePath + "-none");
        Assert.Equal((1, $"There is no state directory {_daemon.StatePath}-none. Name the daemon's with --state, or start the daemon once.\n"),
            (elsewhere.ExitCode, elsewhere.Error));
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string input, params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await CommandLine.RunAsync(
            ["user", .. arguments, "--state", _daemon.StatePath, "--config", _daemon.ConfigurationPath],
            new(output, error) { OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)) });
        return (exitCode, output.ToString(), error.ToString());
    }
}
