using System.Globalization;
using Zrepl.Benchmarks;
using Zrepl.Benchmarks.DataChannel;
using Zrepl.Benchmarks.Local;
using Zrepl.Benchmarks.Micro;
using Zrepl.Benchmarks.Planning;
using Zrepl.Benchmarks.Steps;

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
        case ["serve-many", var transport, var port, var directory]:
            await DataChannelEnd.ServeAsync(transport, port, directory, drops: true);
            break;
        case ["send-many", var transport, var port, var directory, var count, var seconds]:
            await DataChannelEnd.SendManyAsync(transport, port, directory, Number(count), TimeSpan.FromSeconds(Number(seconds)));
            break;
        case ["local", var directory, var mebibytes]:
            await LocalPath.RunAsync(directory, mebibytes);
            break;
        case ["planning", var directory, var datasets, var snapshots]:
            await PlanningBenchmark.RunAsync(directory, Number(datasets), Number(snapshots));
            break;
        case ["small-steps", var steps]:
            await SmallSteps.RunAsync(Number(steps));
            break;
        case ["micro", var directory]:
            MicroBenchmarks.Run(directory);
            break;
        case ["certificates", var directory]:
            Certificates.Write(directory);
            break;
        default:
            throw new ArgumentException(
                "Started by scripts/bench, not by hand: serve|send|serve-many tcp|tcp-copying|tls PORT DIRECTORY, send-many TRANSPORT PORT DIRECTORY STREAMS SECONDS, "
                + "socket-serve|socket-send|splice-serve|splice-send PORT, local DIRECTORY MIB, planning DIRECTORY DATASETS SNAPSHOTS, small-steps STEPS, micro DIRECTORY, certificates DIRECTORY");
    }
}

static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
