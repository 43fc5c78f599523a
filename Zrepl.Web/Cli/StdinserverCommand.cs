using System.CommandLine;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Transport.Ssh;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Cli;

/// <summary><c>zrepl stdinserver IDENTITY</c>: the forced command of a client's ssh key. Source: spec A6, wire 6.3.</summary>
internal static class StdinserverCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var identity = new Argument<string?>("CLIENT_IDENTITY") { Description = "who the client is to the daemon's job", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("stdinserver", "stdinserver transport mode (started from authorized_keys file as forced command)") { identity };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                await PassAsync(parsed.GetValue(identity), () => common.LoadGlobal(parsed), line => Log(surroundings, line), cancellation);
            }
            catch (Exception failure) when (failure is StdinserverException or CommandFailedException)
            {
                Log(surroundings, $"error proxying: {failure.Message}");
                if (failure is not StdinserverException { IsPassed: true }) await SayAsync(surroundings);
                throw new CommandFailedException("");
            }
        });
        return command;
    }

    private static async Task PassAsync(string? identity, Func<GlobalDefinition> global, Action<string> log, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(identity)) throw new CommandFailedException("must specify client_identity as positional argument");
        if (NameRules.ProblemInComponent(identity) is { } problem) throw new CommandFailedException($"invalid client identity '{identity}': {problem}");
        var path = Path.Combine(global().StdinserverSocketDirectory, identity);
        log($"proxying client identity '{identity}' to zrepl daemon '{path}'");
        using var input = new SafeFileHandle(0, ownsHandle: false);
        using var output = new SafeFileHandle(1, ownsHandle: false);
        await StdinserverProxy.RunAsync(path, input, output, () => { StdinserverProxy.Release(0); StdinserverProxy.Release(1); }, log, cancellation);
        log("proxying finished successfully, exiting with status 0");
    }

    private static async Task SayAsync(Surroundings surroundings)
    {
        await using var output = surroundings.OpenOutput();
        StdinserverProxy.SayProxyError(output);
    }

    private static void Log(Surroundings surroundings, string line) => surroundings.Error.WriteLine(
        $"{surroundings.Clock.GetUtcNow().ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture)} {line}");
}
