using System.Collections.Immutable;
using System.CommandLine;

namespace Zrepl.Web.Cli.Completion;

/// <summary><c>zrepl gencompletion SHELL OUTFILE</c> and <c>zrepl completion SHELL</c>. Source: spec A1, A12.</summary>
internal static class CompletionCommands
{
    private static readonly (string Shell, Func<ImmutableArray<CompletedCommand>, string> Script)[] Shells =
        [("bash", BashCompletion.Of), ("zsh", ZshCompletion.Of), ("fish", FishCompletion.Of)];

    /// <summary>Writes the script into a file, like Go zrepl.</summary>
    public static Command CreateToFile(Surroundings surroundings)
    {
        var group = new Command("gencompletion", "generate shell auto-completions");
        foreach (var (shell, script) in Shells)
        {
            var files = new Argument<string[]>("OUTFILE") { Description = "the file to write", Arity = ArgumentArity.ZeroOrMore };
            var command = new Command(shell, $"generate {shell} completion into a file") { files };
            command.SetAction(parsed =>
            {
                if (parsed.GetValue(files) is not [var file])
                {
                    surroundings.Error.WriteLine("specify exactly one positional agument"); // as Go zrepl spells it
                    return CommandLineErrors.Help(CommandLine.RootOf(surroundings), [group.Name, shell], surroundings.Error, exitCode: 1);
                }

                try { File.WriteAllText(file, ScriptOf(script, surroundings)); }
                catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { throw new CommandFailedException($"cannot write {file}: {failure.Message}"); }
                return 0;
            });
            group.Add(command);
        }

        return group;
    }

    /// <summary>Writes the script to standard output.</summary>
    public static Command CreateToOutput(Surroundings surroundings)
    {
        var group = new Command("completion", "print the completion script of a shell");
        foreach (var (shell, script) in Shells)
        {
            var command = new Command(shell, $"print the completion script for {shell}");
            command.SetAction(_ => surroundings.Output.Write(ScriptOf(script, surroundings)));
            group.Add(command);
        }

        return group;
    }

    private static string ScriptOf(Func<ImmutableArray<CompletedCommand>, string> script, Surroundings surroundings) =>
        script(CompletedCommand.AllOf(CommandLine.RootOf(surroundings)));
}
