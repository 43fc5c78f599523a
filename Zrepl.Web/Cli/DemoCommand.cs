using System.CommandLine;
using Zrepl.Web.Demo;
using Zrepl.Web.Hosting;

namespace Zrepl.Web.Cli;

/// <summary><c>zrepl demo</c>: a daemon over simulated pools. Needs neither ZFS nor root, and writes nothing outside of one directory.</summary>
internal static class DemoCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var listen = new Option<string?>("--listen") { HelpName = "URL", Description = "where the dashboard listens, such as http://127.0.0.1:8822" };
        var state = new Option<string?>("--state") { HelpName = "DIR", Description = "directory of the demo, which stays; default: a temporary one" };
        var command = new Command("demo", "try zrepl on simulated pools: no ZFS, no root, nothing left behind") { listen, state };
        command.SetAction(async (parsed, cancellation) =>
        {
            var given = parsed.GetValue(state) is { } path ? Path.GetFullPath(path) : null;
            var directory = given ?? Directory.CreateTempSubdirectory("zrepl-demo-").FullName;
            try
            {
                Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                await using var machines = given is null
                    ? await DemoMachines.CreateAsync(surroundings.Clock, cancellation)
                    : await DemoMachines.OpenAsync(Path.Combine(directory, "machines"), surroundings.Clock, cancellation);
                var demo = DemoDaemon.Of(directory, parsed.GetValue(listen), DaemonCommand.ReadConstants(surroundings), surroundings.Clock, machines, (_, urls) => Announce(directory, urls));
                await DaemonCommand.RunAsync(demo, cancellation);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new CommandFailedException($"the demo cannot use the directory {directory}: {failure.Message}");
            }
            catch (StartFailedException failure)
            {
                throw new CommandFailedException(failure.Message);
            }
            finally
            {
                if (given is null) Directory.Delete(directory, recursive: true);
            }
        });
        return command;

        async Task Announce(string directory, IReadOnlyList<string> urls) => await surroundings.Output.WriteLineAsync(
            $"zrepl demo: open {string.Join(" or ", urls)}\nPools are simulated; files, log and control socket are in {directory}. Ctrl+C ends it.");
    }
}
