using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Zrepl.Benchmarks.Micro;

/// <summary>Runs what is measured in nanoseconds, with BenchmarkDotNet, within this process: nothing is built or downloaded for it.</summary>
internal static class MicroBenchmarks
{
    /// <summary>Runs all and prints a table for each.</summary>
    /// <param name="directory">For the library's own files.</param>
    /// <exception cref="InvalidOperationException">One could not be measured.</exception>
    public static void Run(string directory)
    {
        foreach (var type in new[] { typeof(FramingBenchmarks), typeof(StatusBenchmarks) })
        {
            var config = ManualConfig.CreateEmpty()
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.DontLogOutput))
                .AddColumnProvider(DefaultColumnProviders.Instance)
                .WithArtifactsPath(directory)
                .AddLogger(NullLogger.Instance);
            var summary = BenchmarkRunner.Run(type, config);
            MarkdownExporter.GitHub.ExportToLog(summary, ConsoleLogger.Default);
            if (summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) throw new InvalidOperationException($"{type.Name} could not be measured");
        }
    }
}
