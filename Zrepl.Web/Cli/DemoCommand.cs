using System.CommandLine;
using Zrepl.Engine.Configuration;
using Zrepl.Web.Hosting;

namespace Zrepl.Web.Cli;

/// <summary><c>zrepl demo</c>: a daemon over simulated pools. Needs neither ZFS nor root, and writes nothing outside of one directory.</summary>
internal static class DemoCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var listen = new Option<string?>("--listen") { HelpName = "URL", Description = "where the dashboard listens, such as http://127.0.0.1:8822" };
        var state = new Option<string?>("--state") { HelpName = "DIR", Description = "keep the demo in this directory instead of a temporary one" };
        var command = new Command("demo", "try zrepl on simulated pools: no ZFS, no root, no traces left") { listen, state };
        command.SetAction(async (parsed, cancellation) =>
        {
            var given = parsed.GetValue(state);
            var directory = given ?? Directory.CreateTempSubdirectory("zrepl-demo-").FullName;
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            try
            {
                var file = Path.Combine(directory, "zrepl.yml");
                if (!File.Exists(file)) await File.WriteAllTextAsync(file, $"global:\n  control: {{ sockpath: {directory}/run/control }}\n", cancellation);
                var settings = new DaemonSettings
                {
                    ConfigurationPath = file,
                    Configuration = new ConfigurationLoader(new()).Load(file),
                    StatePath = directory,
                    Listen = parsed.GetValue(listen),
                    Constants = DaemonCommand.ReadConstants(surroundings),
                    Variable = surroundings.Variable,
                    Clock = surroundings.Clock,
                    IsDemo = true,
                };
                await DaemonCommand.RunAsync(new DaemonRun(settings) { Started = (_, urls) => surroundings.Output.WriteLineAsync($"zrepl demo: open {urls.FirstOrDefault()} (Ctrl+C ends it)") }, cancellation);
            }
            finally
            {
                if (given is null) Directory.Delete(directory, recursive: true);
            }
        });
        return command;
    }
}
