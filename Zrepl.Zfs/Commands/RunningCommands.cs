using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Zrepl.Zfs.Commands;

/// <summary>One line of a command's output, without its line end.</summary>
public delegate void LineReader(ReadOnlySpan<byte> line);

/// <summary>Runs a command to its end. Failing is left to the caller, who knows what the texts mean; cancelling kills.</summary>
public static class RunningCommands
{
    private const int LongestLine = 64 * 1024;
    private const int LongestOutput = 64 * 1024 * 1024;

    /// <summary>Runs a command and keeps its output.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the process is gone.</exception>
    public static async Task<CommandResult> RunAsync(this IZfsCommandRunner runner, ZfsCommand command, CancellationToken cancellation)
    {
        await using var running = await runner.StartAsync(command, cancellation);
        using var output = new MemoryStream();
        var buffer = new byte[8192];
        while (await ReadAsync(running, buffer) is var count and > 0)
        {
            if (output.Length + count > LongestOutput) throw new UnexpectedOutputException(command, "more output than expected");
            output.Write(buffer, 0, count);
        }

        return await EndAsync(running, Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length), cancellation);
    }

    /// <summary>Runs a command and hands over its output line by line, while it runs; memory does not grow with the output.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the process is gone.</exception>
    /// <exception cref="UnexpectedOutputException">A line is longer than 64 KiB.</exception>
    public static async Task<CommandResult> RunLinesAsync(
        this IZfsCommandRunner runner, ZfsCommand command, LineReader readLine, CancellationToken cancellation)
    {
        await using var running = await runner.StartAsync(command, cancellation);
        var reader = PipeReader.Create(running.Output, new StreamPipeReaderOptions(bufferSize: 32 * 1024, leaveOpen: true));
        while (true)
        {
            if (await ReadAsync(running, reader) is not { } read) break;
            var rest = ReadLines(read.Buffer, readLine);
            if (rest.Length > LongestLine) throw new UnexpectedOutputException(command, "a line is longer than 64 KiB");
            if (read.IsCompleted)
            {
                if (!rest.IsEmpty) readLine(rest.ToArray());
                break;
            }

            reader.AdvanceTo(rest.Start, read.Buffer.End);
        }

        await reader.CompleteAsync();
        return await EndAsync(running, "", cancellation);
    }

    private static async ValueTask<int> ReadAsync(IRunningCommand running, byte[] buffer)
    {
        try
        {
            return await running.Output.ReadAsync(buffer, CancellationToken.None);
        }
        catch (Exception) when (running.IsOutputAbandoned)
        {
            return 0; // its pipe was closed; the exit tells the rest
        }
    }

    private static async ValueTask<ReadResult?> ReadAsync(IRunningCommand running, PipeReader reader)
    {
        try
        {
            return await reader.ReadAsync(CancellationToken.None);
        }
        catch (Exception) when (running.IsOutputAbandoned)
        {
            return null;
        }
    }

    private static ReadOnlySequence<byte> ReadLines(ReadOnlySequence<byte> buffer, LineReader readLine)
    {
        var lines = new SequenceReader<byte>(buffer);
        while (lines.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n')) readLine(line);
        return lines.UnreadSequence;
    }

    private static async Task<CommandResult> EndAsync(IRunningCommand running, string output, CancellationToken cancellation)
    {
        var exit = await running.Exit;
        cancellation.ThrowIfCancellationRequested(); // the exit is then our own kill
        return new(running.Command, exit, output, running.ErrorText);
    }
}
