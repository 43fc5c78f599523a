using System.Text;
using Zrepl.Engine.Status.Document;
using Zrepl.Web.Cli.StatusTui;

namespace Zrepl.Tests.Web.Cli.StatusTui;

/// <summary>What the tests of the terminal show.</summary>
internal static class TuiStates
{
    /// <summary>The first push of the recordings under way, among five jobs.</summary>
    public static TuiState Recorded { get; } = new TuiState().With(StatusJson.Read(Encoding.UTF8.GetBytes(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "go-zrepl", "status-1-running.json")))));

    public static ConsoleKeyInfo Key(ConsoleKey key, char letter = '\0', bool control = false) => new(letter, key, shift: false, alt: false, control);

    public static ConsoleKeyInfo Letter(char letter) => new(letter, (ConsoleKey)char.ToUpperInvariant(letter), char.IsUpper(letter), alt: false, control: false);

    /// <summary>The state after some keys; letters stand for themselves.</summary>
    public static TuiState After(this TuiState state, params object[] keys)
    {
        foreach (var key in keys) (state, _) = TuiKeys.Press(state, key is char letter ? Letter(letter) : Key((ConsoleKey)key), page: 10, lines: 25);
        return state;
    }
}
