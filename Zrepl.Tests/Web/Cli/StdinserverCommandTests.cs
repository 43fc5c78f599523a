using Zrepl.Tests.Support;
using Zrepl.Web.Cli;

namespace Zrepl.Tests.Web.Cli;

/// <summary><c>zrepl stdinserver</c> where there is nothing to hand over to. Spec A6, wire 6.3.</summary>
public sealed class StdinserverCommandTests : IDisposable
{
    private const string ProxyError = "SSHCON_PROXY_ERROR\0\0\0\0\0\0\0\0\0\0\0\0\0";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Without_a_daemon_the_client_is_told_and_stderr_names_the_socket_A_27()
    {
        var (exitCode, output, error) = await RunAsync("c1");
        Assert.Equal((1, ProxyError), (exitCode, output));
        Assert.Matches(@"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d proxying client identity 'c1' to zrepl daemon '.*/sockets/c1'\n", error);
        Assert.Contains($"error proxying: there is no {_directory.Path}/sockets/c1: is the zrepl daemon running", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "must specify client_identity as positional argument")]
    [InlineData("../c1", "invalid client identity '../c1'")]
    public async Task An_identity_that_is_missing_or_none_is_told_A_27(string identity, string message)
    {
        var (exitCode, output, error) = await RunAsync(identity);
        Assert.Equal((1, ProxyError), (exitCode, output));
        Assert.Contains($"error proxying: {message}", error, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string identity)
    {
        var configuration = _directory.Write("zrepl.yml", $"global: {{serve: {{stdinserver: {{sockdir: \"{_directory.Path}/sockets\"}}}}}}\njobs: []\n");
        using var output = new MemoryStream();
        var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(
            ["stdinserver", identity, "--config", configuration], new(TextWriter.Null, error) { OpenOutput = () => output });
        return (exitCode, System.Text.Encoding.Latin1.GetString(output.ToArray()), error.ToString());
    }
}
