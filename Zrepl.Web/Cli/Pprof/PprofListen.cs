using System.CommandLine;
using System.Globalization;
using Zrepl.Engine.Configuration;
using Zrepl.Web.Api;

namespace Zrepl.Web.Cli.Pprof;

/// <summary><c>zrepl pprof listen on HOST:PORT</c> and <c>zrepl pprof listen off</c>.</summary>
internal static class PprofListen
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var words = new Argument<string[]>("on HOST:PORT | off") { Description = "where to listen, or to stop", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("listen", "start or stop a listener for traces and metrics, open to whoever reaches it") { words };
        command.SetAction(async (parsed, cancellation) =>
        {
            var global = common.LoadGlobal(parsed);
            var request = RequestOf(parsed.GetValue(words) ?? []);
            using var client = new ControlClient(global.ControlSocketPath);
            Log(surroundings, "connecting to zrepl daemon");
            await client.PprofAsync(request, cancellation);
            Log(surroundings, "finished");
        });
        return command;
    }

    private static PprofRequest RequestOf(string[] words) => words switch
    {
        ["off"] => new(false, null),
        ["on", var address] => HostPort.TryParse(address, out _, out var problem) ? new(true, address) : throw new CommandFailedException(problem),
        _ => throw new CommandFailedException("invalid arguments: use `pprof listen on HOST:PORT` or `pprof listen off`"),
    };

    private static void Log(Surroundings surroundings, string line) => surroundings.Error.WriteLine(
        $"{surroundings.Clock.GetUtcNow().ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture)} {line}");
}
