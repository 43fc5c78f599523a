using Mono.Cecil;

namespace Zrepl.Tests.Architecture;

/// <summary>
/// Reads from the compiled program what its pages and dialogs call of the rest of it: every method of something that is no plain value, also one that is only named
/// (<c>OnClick="Desk.SaveAsync"</c>), and every function and constructor that is handed such a thing; and what they do with files, processes and networks themselves.
/// </summary>
internal static class CallsOfPages
{
    private const string Pages = "Zrepl.Web.Components";
    private static readonly string[] OfTheSystem = ["System.IO.File", "System.IO.Directory", "System.Diagnostics.Process", "System.Net.Http.HttpClient", "System.Net.Sockets.Socket"];
    private static readonly string[] Ours = ["Zrepl.Zfs", "Zrepl.Engine", "zrepl"];

    /// <summary>All of them as <c>Type.Method</c>, in order.</summary>
    /// <param name="directory">Where the assemblies are.</param>
    public static IReadOnlyList<string> Of(string directory)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(directory);
        using var module = ModuleDefinition.ReadModule(Path.Combine(directory, "zrepl.dll"), new() { AssemblyResolver = resolver });
        var called = (from type in module.GetTypes()
                      where IsOfPages(type)
                      from method in type.Methods
                      where method.HasBody
                      from instruction in method.Body.Instructions
                      where instruction.Operand is MethodReference
                      select (MethodReference)instruction.Operand).ToList();
        var ours = from method in called
                   where IsOurs(method.DeclaringType)
                   let found = method.Resolve()
                   where found is not null && !IsOfPages(found.DeclaringType) && IsOfInterest(found)
                   select $"{NameOf(found.DeclaringType)}.{found.Name}";
        return [.. called.Where(method => OfTheSystem.Contains(method.DeclaringType.FullName)).Select(method => $"{method.DeclaringType.Name}.{method.Name}").Concat(ours).Distinct().Order(StringComparer.Ordinal)];
    }

    // What a getter gives is looked at; whoever adds to an event only listens.
    private static bool IsOfInterest(MethodDefinition method) =>
        !method.IsGetter && !method.IsAddOn && !method.IsRemoveOn
        && ((!method.IsStatic && !method.IsConstructor && IsThing(method.DeclaringType)) || method.Parameters.Any(parameter => IsOurThing(parameter.ParameterType)));

    private static bool IsOurThing(TypeReference type) => IsOurs(type) && type.Resolve() is { } found && !IsOfPages(found) && IsThing(found);

    // A record, a structure and an exception are facts that somebody was given; an interface or another class may do something.
    private static bool IsThing(TypeDefinition type) =>
        !type.IsValueType && type.BaseType?.FullName is not "System.MulticastDelegate" && !type.Methods.Any(method => method.Name == "<Clone>$")
        && !type.Name.EndsWith("Exception", StringComparison.Ordinal);

    private static bool IsOfPages(TypeDefinition type) => type.DeclaringType is { } outer ? IsOfPages(outer) : type.Namespace is Pages || type.Namespace.StartsWith(Pages + ".", StringComparison.Ordinal);

    private static bool IsOurs(TypeReference type) => Ours.Contains(type.GetElementType().Scope.Name.Replace(".dll", "", StringComparison.Ordinal));

    private static string NameOf(TypeDefinition type) => type.DeclaringType is { } outer ? $"{NameOf(outer)}.{type.Name}" : type.Name;
}
