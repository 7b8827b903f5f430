using System.Reflection;
using System.Runtime.CompilerServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Losses on inner tensors made by reflection, so that a new member needs no edit, and features for them.</summary>
internal static class Features
{
    /// <summary>The members.</summary>
    public static IEnumerable<Kind> Kinds =>
        DeepOptDistill.Distillation.Recipes.Kinds.All.Members(typeof(Loss)).Where(kind => kind.Type.IsAssignableTo(typeof(FeatureLoss)));

    /// <summary>A member with a name of its own for every tensor that it must be told.</summary>
    public static FeatureLoss Make(Kind kind)
    {
        var loss = (FeatureLoss)Activator.CreateInstance(kind.Type)!;
        foreach (var name in kind.Type.GetProperties().Where(p => p.GetCustomAttribute<RequiredMemberAttribute>() is not null))
            name.SetValue(loss, $"of/{name.Name}");
        return loss;
    }

    /// <summary>Normal numbers, the same for the same seed.</summary>
    public static float[] Draw(ulong seed, int count)
    {
        var random = new Seed(seed).Stream();
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
    }

    public static Tensor Draw(ulong seed, params long[] shape) =>
        tensor(Draw(seed, (int)shape.Aggregate(1L, (product, size) => product * size)), shape);
}
