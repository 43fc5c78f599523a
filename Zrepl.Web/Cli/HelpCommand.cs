using System.CommandLine;

namespace Zrepl.Web.Cli;

/// <summary><c>zrepl help [COMMAND]</c>.</summary>
internal static class HelpCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var words = new Argument<string[]>("command") { Description = "the command to explain", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("help", "Help about any command") { words };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(words) ?? [];
            var root = CommandLine.RootOf(surroundings);
            var asked = root.Parse([.. path]);
            if (asked.UnmatchedTokens.Count > 0 && asked.CommandResult.Command == root) throw new CommandFailedException($"Unknown help topic [`{path[0]}`]");
            CommandLineErrors.Help(root, path, surroundings.Output, exitCode: 0);
        });
        return command;
    }
}
