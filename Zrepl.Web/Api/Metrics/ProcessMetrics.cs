using System.Diagnostics;
using System.Globalization;
using Zrepl.Engine.Metrics;

namespace Zrepl.Web.Api.Metrics;

/// <summary>
/// What the process costs, under the names that every Prometheus client has, and under those of the Go runtime that the dashboard of Go zrepl asks for.
/// Source: spec D1.
/// </summary>
internal static class ProcessMetrics
{
    private const string OpenFiles = "/proc/self/fd";
    private const string Limits = "/proc/self/limits";

    /// <summary>Sets them as they are now.</summary>
    public static void Set(MetricRegistry registry, int activeTasks)
    {
        using var process = Process.GetCurrentProcess();
        var memory = GC.GetGCMemoryInfo();
        registry.Counter("process_cpu_seconds_total", "processor time of the process").With().Set(process.TotalProcessorTime.TotalSeconds);
        registry.Gauge("process_resident_memory_bytes", "memory of the process").With().Set(process.WorkingSet64);
        registry.Gauge("process_virtual_memory_bytes", "address space of the process").With().Set(process.VirtualMemorySize64);
        registry.Gauge("process_start_time_seconds", "when the process began").With().Set(new DateTimeOffset(process.StartTime));
        SetFiles(registry);
        registry.Gauge("go_goroutines", "no goroutines here: threads of the pool and active tasks").With().Set(ThreadPool.ThreadCount + activeTasks);
        registry.Gauge("go_threads", "threads of the process").With().Set(process.Threads.Count);
        registry.Gauge("go_memstats_sys_bytes", "no Go runtime here: memory that .NET has of the system").With().Set(memory.TotalCommittedBytes);
        registry.Gauge("go_memstats_alloc_bytes", "no Go runtime here: objects on the heap of .NET").With().Set(GC.GetTotalMemory(forceFullCollection: false));
        registry.Counter("dotnet_gc_pause_seconds_total", "time in which the garbage collector held the program").With().Set(GC.GetTotalPauseDuration().TotalSeconds);
        registry.Gauge("dotnet_thread_pool_queue_length", "work that waits for a thread").With().Set(ThreadPool.PendingWorkItemCount);
        var collections = registry.Counter("dotnet_gc_collections_total", "collections of garbage", "generation");
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
            collections.With(generation.ToString(CultureInfo.InvariantCulture)).Set(GC.CollectionCount(generation));
    }

    // Only Linux tells without a call into the C library.
    private static void SetFiles(MetricRegistry registry)
    {
        if (!OperatingSystem.IsLinux()) return;
        registry.Gauge("process_open_fds", "open files").With().Set(Directory.EnumerateFileSystemEntries(OpenFiles).Count());
        if (File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) is not { } line) return;
        var soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        if (double.TryParse(soft, NumberStyles.Integer, CultureInfo.InvariantCulture, out var most)) registry.Gauge("process_max_fds", "open files allowed").With().Set(most);
    }
}
