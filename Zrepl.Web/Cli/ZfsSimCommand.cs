using System.CommandLine;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Web.Cli;

/// <summary>
/// <c>zrepl zfs-sim --state DIR zfs|zpool ARGUMENT...</c>: one command on a simulated machine that lives in a directory. A script of one line stands in
/// for <c>zfs</c>: <c>exec zrepl zfs-sim --state DIR zfs "$@"</c>.
/// </summary>
internal static class ZfsSimCommand
{
    private const string StateVariable = "ZREPL_SIM_STATE";

    public static Command Create(Surroundings surroundings)
    {
        var state = new Option<string?>("--state") { HelpName = "DIR", Description = $"directory of the simulated machine; default: {StateVariable}" };
        var program = new Argument<string>("program") { Description = "zfs or zpool" };
        var arguments = new Argument<string[]>("arguments") { Description = "what follows on its command line", Arity = ArgumentArity.ZeroOrMore, CaptureRemainingTokens = true };
        var command = new Command("zfs-sim", "run a zfs or zpool command on a simulated machine") { state, program, arguments };
        command.SetAction(async (parsed, cancellation) =>
        {
            var directory = parsed.GetValue(state) ?? surroundings.Variable(StateVariable);
            if (string.IsNullOrEmpty(directory)) throw new CommandFailedException($"name the directory of the simulated machine with --state DIR or {StateVariable}");
            var chosen = parsed.GetValue(program) switch
            {
                "zfs" => ZfsProgram.Zfs,
                "zpool" => ZfsProgram.Zpool,
                var other => throw new CommandFailedException($"\"{other}\" is not simulated: zfs or zpool"),
            };
            await using var host = await OpenAsync(directory, cancellation);
            try
            {
                await using var input = surroundings.OpenInput();
                await using var output = surroundings.OpenOutput();
                await using var errors = surroundings.OpenError();
                return await SimulatedProgram.RunAsync(host, chosen, parsed.GetValue(arguments) ?? [], input, output, errors, cancellation);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw Unusable(directory, failure);
            }
        });
        return command;
    }

    /// <summary>Opens the machine in a directory.</summary>
    /// <exception cref="CommandFailedException">It cannot be used.</exception>
    public static async Task<SimulatedHost> OpenAsync(string directory, CancellationToken cancellation)
    {
        try
        {
            return await SimulatedHost.OpenAsync(directory, cancellation: cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unusable(directory, failure);
        }
    }

    private static CommandFailedException Unusable(string directory, Exception failure) =>
        new($"the simulated machine in {directory} cannot be used: {failure.Message}");
}
