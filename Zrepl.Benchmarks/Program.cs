using Zrepl.Benchmarks;
using Zrepl.Benchmarks.DataChannel;

// One end of a measurement, started by scripts/bench: standard input or output is the pipe, the other side is on the loopback interface.
try
{
    await RunAsync();
    Times.ReportProcessor();
    return 0;
}
catch (Exception failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}

async Task RunAsync()
{
    switch (args)
    {
        case ["serve", var transport, var port, var directory]:
            await DataChannelEnd.ServeAsync(transport, port, directory);
            break;
        case ["send", var transport, var port, var directory]:
            await DataChannelEnd.SendAsync(transport, port, directory);
            break;
        case ["socket-serve", var port]:
            await PlainSocket.ServeAsync(port);
            break;
        case ["socket-send", var port]:
            await PlainSocket.SendAsync(port);
            break;
        case ["splice-serve", var port]:
            await PlainSocket.ServeMovingAsync(port);
            break;
        case ["splice-send", var port]:
            await PlainSocket.SendMovingAsync(port);
            break;
        case ["certificates", var directory]:
            Certificates.Write(directory);
            break;
        default:
            throw new ArgumentException("Started by scripts/bench, not by hand: serve|send tcp|tcp-copying|tls PORT DIRECTORY, socket-serve|socket-send|splice-serve|splice-send PORT, certificates DIRECTORY");
    }
}
