using System.Threading.Channels;

namespace Zrepl.Web.Cli.StatusTui;

/// <summary>The terminal of this process: its other screen for as long as this object lives, no echo, no cursor.</summary>
internal sealed class ConsoleTerminal : ITerminal
{
    private const string Enter = "\x1b[?1049h\x1b[?25l\x1b[2J";
    private const string Leave = "\x1b[?25h\x1b[?1049l";

    private static readonly string[] Locales = ["LC_ALL", "LC_CTYPE", "LANG"]; // the first that is set counts

    private readonly Channel<ConsoleKeyInfo> _keys = Channel.CreateUnbounded<ConsoleKeyInfo>();

    /// <param name="variable">Reads the environment, which says what letters the terminal knows.</param>
    public ConsoleTerminal(Func<string, string?> variable)
    {
        HasLines = Locales.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) is { } locale
            && locale.Replace("-", "", StringComparison.Ordinal).Contains("utf8", StringComparison.OrdinalIgnoreCase);
        Console.TreatControlCAsInput = true;
        Console.Write(Enter);
        new Thread(Read) { IsBackground = true, Name = "keys" }.Start(); // a read of the terminal cannot be given up; it ends with the process
    }

    public (int Width, int Height) Size => (Console.WindowWidth, Console.WindowHeight);

    public bool HasLines { get; }

    public ChannelReader<ConsoleKeyInfo> Keys => _keys.Reader;

    public void Write(string text) => Console.Write(text);

    public void Dispose()
    {
        Console.Write(Leave);
        Console.TreatControlCAsInput = false;
    }

    private void Read()
    {
        try
        {
            while (true) _keys.Writer.TryWrite(Console.ReadKey(intercept: true));
        }
        catch (Exception gone) when (gone is InvalidOperationException or IOException)
        {
            _keys.Writer.TryComplete(gone); // the terminal was closed
        }
    }
}
