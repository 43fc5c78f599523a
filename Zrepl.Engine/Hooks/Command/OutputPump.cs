namespace Zrepl.Engine.Hooks.Command;

/// <summary>Reads one output stream of a hook into the ring and into log lines until it ends or is told to stop.</summary>
internal static class OutputPump
{
    private const int ReadSize = 16 * 1024;

    /// <summary>Reads to the end.</summary>
    /// <returns>True at the end of the stream; false if reading was stopped while somebody still held the other end open.</returns>
    public static async Task<bool> RunAsync(Stream output, OutputRing ring, Action<string> line, CancellationToken stop)
    {
        var lines = new LineSplitter(line);
        var buffer = new byte[ReadSize];
        try
        {
            while (await output.ReadAsync(buffer, stop) is > 0 and var count)
            {
                ring.Write(buffer.AsSpan(0, count));
                lines.Write(buffer.AsSpan(0, count));
            }

            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            lines.Complete();
        }
    }
}
