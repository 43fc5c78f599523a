using System.Reflection;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Logging;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Logging;

/// <summary>Numbers of log events over all assemblies.</summary>
public sealed class LogEventNumbersTests
{
    private static readonly (MethodInfo Method, int Id)[] Declared =
    [
        .. from assembly in new[] { typeof(DatasetPath).Assembly, typeof(LogPipeline).Assembly, Assembly.Load("zrepl") }
           from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
           where attribute is not null
           select (method, attribute.EventId),
    ];

    [Fact]
    public void No_number_is_used_twice() => Assert.Empty(
        Declared.GroupBy(d => d.Id).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(NameOf))}"));

    [Fact]
    public void Every_folder_numbers_from_its_own_range() => Assert.Empty(
        Declared.Where(d => !IsInItsRange(d.Method, d.Id)).Select(d => $"{d.Id} {NameOf(d)} is outside of the range of its folder in LogEventRanges"));

    [Fact]
    public void Ranges_do_not_overlap()
    {
        var sorted = LogEventRanges.Table.OrderBy(r => r.First).ToList();
        Assert.All(sorted.Zip(sorted.Skip(1)), pair => Assert.True(pair.First.Last < pair.Second.First, $"{pair.First} {pair.Second}"));
    }

    [Fact]
    public void The_search_finds_log_methods() => Assert.Contains(Declared, d => d.Method.Name == "RecordingFailed");

    private static string NameOf((MethodInfo Method, int Id) declared) => $"{declared.Method.DeclaringType?.FullName}.{declared.Method.Name}";

    private static bool IsInItsRange(MethodInfo method, int id)
    {
        var space = method.DeclaringType!.Namespace + ".";
        var range = LogEventRanges.Table.Where(r => space.StartsWith(r.Namespace + ".", StringComparison.Ordinal)).MaxBy(r => r.Namespace.Length);
        return range.Namespace is not null && id >= range.First && id <= range.Last;
    }
}
