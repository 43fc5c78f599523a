using System.Threading.Channels;

namespace Zrepl.Web.Cli.StatusTui;

/// <summary>A terminal that a program has for itself.</summary>
internal interface ITerminal : IDisposable
{
    /// <summary>Columns and rows, as they are now.</summary>
    (int Width, int Height) Size { get; }

    /// <summary>True if lines of boxes can be shown.</summary>
    bool HasLines { get; }

    /// <summary>Keys as they are pressed.</summary>
    ChannelReader<ConsoleKeyInfo> Keys { get; }

    /// <summary>Writes text with control sequences.</summary>
    void Write(string text);
}
