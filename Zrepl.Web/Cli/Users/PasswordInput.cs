using System.Text;

namespace Zrepl.Web.Cli.Users;

/// <summary>Gets a password: asked for twice on a terminal, which does not show it, else the first line of the input.</summary>
internal static class PasswordInput
{
    public static async Task<string> ReadAsync(Surroundings surroundings, CancellationToken cancellation)
    {
        if (!surroundings.InputIsTerminal)
        {
            using var reader = new StreamReader(surroundings.OpenInput());
            return await reader.ReadLineAsync(cancellation) is { Length: > 0 } line
                ? line
                : throw new CommandFailedException("There is no password on the standard input. Pipe it in, run this on a terminal, or use --generate.");
        }

        var first = Ask(surroundings, "Password: ");
        return Ask(surroundings, "Again: ") == first ? first : throw new CommandFailedException("The two passwords differ; nothing was changed.");
    }

    private static string Ask(Surroundings surroundings, string question)
    {
        surroundings.Error.Write(question);
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace) text.Length = Math.Max(0, text.Length - 1);
            else if (!char.IsControl(key.KeyChar)) text.Append(key.KeyChar);
        }

        surroundings.Error.WriteLine();
        return text.ToString();
    }
}
