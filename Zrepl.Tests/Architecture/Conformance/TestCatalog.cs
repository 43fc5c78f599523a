using System.Reflection;

namespace Zrepl.Tests.Architecture.Conformance;

/// <summary>All tests of this assembly that are not skipped, as <c>Class.Method</c>.</summary>
internal static class TestCatalog
{
    private static readonly HashSet<string> Tests = typeof(TestCatalog).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<FactAttribute>() is { Skip: null })
        .Select(method => $"{method.DeclaringType!.Name}.{method.Name}") // methods of types have a type
        .ToHashSet(StringComparer.Ordinal);

    public static bool Has(string test) => Tests.Contains(test);
}
